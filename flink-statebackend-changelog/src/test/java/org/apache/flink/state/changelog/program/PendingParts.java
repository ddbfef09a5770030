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
package org.apache.flink.state.changelog.program;

import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyedStateHandle;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A checkpoint or savepoint under way, as the JobManager sees it. One thread. */
final class PendingParts {

    final long id;
    final SnapshotType type;

    /** Whether a savepoint ends the job, and is announced like a checkpoint. */
    final boolean synchronous;

    /** What all states had when it began. */
    final TableModel model;

    private final Map<Integer, Optional<KeyedStateHandle>> acknowledged = new TreeMap<>();

    PendingParts(long id, SnapshotType type, boolean synchronous, TableModel model) {
        this.id = id;
        this.type = type;
        this.synchronous = synchronous;
        this.model = model;
    }

    void acknowledge(int subtask, Optional<KeyedStateHandle> part) {
        acknowledged.put(subtask, part);
    }

    Map<Integer, Optional<KeyedStateHandle>> acknowledged() {
        return Collections.unmodifiableMap(acknowledged);
    }

    /** The JobManager gives up what it has got. Shared state is the registry's. */
    void discard() throws Exception {
        for (Optional<KeyedStateHandle> part : acknowledged.values()) {
            if (part.isPresent()) {
                part.get().discardState();
            }
        }
    }
}
