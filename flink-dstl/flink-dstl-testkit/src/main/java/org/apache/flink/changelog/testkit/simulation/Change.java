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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;

import java.util.Optional;

/** A change of the model. Immutable. */
final class Change {

    private final KeyGroupRange range;
    private final int keyGroup;
    private final String text;

    /**
     * @param range the key groups whose replay it is part of; of its task, for metadata
     * @param keyGroup the one of metadata included
     * @param text ISO 8859-1
     */
    private Change(KeyGroupRange range, int keyGroup, String text) {
        this.range = range;
        this.keyGroup = keyGroup;
        this.text = text;
    }

    static Change of(int keyGroup, String text) {
        return new Change(KeyGroupRange.of(keyGroup, keyGroup), keyGroup, text);
    }

    static Change metadata(KeyGroupRange range, String text) {
        return new Change(range, StateChange.META_KEY_GROUP, text);
    }

    /** What a task of these key groups replays. */
    Optional<Change> within(KeyGroupRange keyGroups) {
        KeyGroupRange common = range.getIntersection(keyGroups);
        return common.getNumberOfKeyGroups() > 0
                ? Optional.of(new Change(common, keyGroup, text))
                : Optional.empty();
    }

    int keyGroup() {
        return keyGroup;
    }

    String text() {
        return text;
    }
}
