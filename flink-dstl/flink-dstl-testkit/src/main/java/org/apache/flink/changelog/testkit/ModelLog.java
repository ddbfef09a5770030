/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package org.apache.flink.changelog.testkit;

import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a log must contain: for each key group its changes in order; metadata under {@link
 * StateChange#META_KEY_GROUP}. Changes are text here, so that a difference can be read.
 */
public final class ModelLog {

    private final Map<Integer, List<String>> changes = new TreeMap<>();

    /** Reads a log to its end and closes it. */
    public static ModelLog of(CloseableIterator<StateChange> log) throws Exception {
        ModelLog model = new ModelLog();
        try {
            log.forEachRemaining(change -> model.add(change.getKeyGroup(), change.getChange()));
        } finally {
            log.close();
        }
        return model;
    }

    public void add(int keyGroup, byte[] change) {
        add(keyGroup, new String(change, StandardCharsets.ISO_8859_1));
    }

    /**
     * @param change ISO 8859-1
     */
    public void add(int keyGroup, String change) {
        changes.computeIfAbsent(keyGroup, ignored -> new ArrayList<>()).add(change);
    }

    public void addMetadata(byte[] change) {
        add(StateChange.META_KEY_GROUP, change);
    }

    /** Forgets everything: a truncation. */
    public void clear() {
        changes.clear();
    }

    public Map<Integer, List<String>> changes() {
        return changes;
    }

    @Override
    public String toString() {
        return changes.toString();
    }
}
