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
package io.flinkgic.tools.rest;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All checkpoints that were ever seen, each as it was seen last. The JobManager forgets old ones;
 * this does not.
 */
public final class CheckpointHistory {

    private final TreeMap<Long, CheckpointRecord> byId = new TreeMap<>();

    /**
     * Adds what a snapshot shows.
     *
     * @return the checkpoints that completed since the last call, oldest first
     */
    public List<CheckpointRecord> add(CheckpointSnapshot snapshot) {
        TreeMap<Long, CheckpointRecord> newlyCompleted = new TreeMap<>();
        for (CheckpointRecord record : snapshot.records()) {
            CheckpointRecord before = byId.put(record.id(), record);
            if (isCompleted(record) && (before == null || !isCompleted(before))) {
                newlyCompleted.put(record.id(), record);
            }
        }
        return List.copyOf(newlyCompleted.values());
    }

    /** Every checkpoint, in the order of their ids. */
    public Collection<CheckpointRecord> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    public List<CheckpointRecord> completed() {
        return byId.values().stream()
                .filter(CheckpointHistory::isCompleted)
                .collect(Collectors.toList());
    }

    /** The id of the newest one that is complete. */
    public OptionalLong newestCompleted() {
        return byId.values().stream()
                .filter(CheckpointHistory::isCompleted)
                .mapToLong(CheckpointRecord::id)
                .max();
    }

    private static boolean isCompleted(CheckpointRecord record) {
        return record.status() == CheckpointRecord.Status.COMPLETED;
    }
}
