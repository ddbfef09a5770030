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
package io.flinkgic.benchmarks.coordinator;

import java.time.Duration;

/** What tasks store, and for how long that is watched. */
enum Load {
    /** Nothing is to be deleted but metadata. */
    METADATA(200, 0, 0, Duration.ZERO),

    /** The same, but tasks acknowledge over 400 ms, so that checkpoints overlap. */
    OVERLAP(200, 0, 0, Duration.ofMillis(400)),

    /** A file of log for each of 30 TaskManagers and checkpoint, needed until the next one. */
    LOG(200, 30, 0, Duration.ZERO),

    /** And each ten seconds 400 files of materializations take the place of the earlier ones. */
    STORM(200, 30, 400, Duration.ZERO),

    /** Only shows that it runs. */
    TINY(4, 2, 4, Duration.ofMillis(20));

    private static final int CHECKPOINTS_PER_STORM = 50;
    private static final long STEP = 77;

    private final int subtasks;
    private final int filesPerCheckpoint;
    private final int filesPerStorm;
    private final Duration acknowledgedWithin;

    Load(int subtasks, int filesPerCheckpoint, int filesPerStorm, Duration acknowledgedWithin) {
        this.subtasks = subtasks;
        this.filesPerCheckpoint = filesPerCheckpoint;
        this.filesPerStorm = filesPerStorm;
        this.acknowledgedWithin = acknowledgedWithin;
    }

    int subtasks() {
        return subtasks;
    }

    /** Files that this subtask stores for each checkpoint. */
    int files(int subtask) {
        return share(filesPerCheckpoint, subtask);
    }

    /** Files that this subtask stores anew when a storm begins. */
    int materialized(int subtask) {
        return share(filesPerStorm, subtask);
    }

    private int share(int files, int subtask) {
        return files / subtasks + (subtask < files % subtasks ? 1 : 0);
    }

    /** Materializations have numbers, too. */
    static long materialization(long checkpointId) {
        return checkpointId / CHECKPOINTS_PER_STORM;
    }

    /** Even over the subtasks, and another order for each checkpoint. Milliseconds. */
    long acknowledgesAfter(long checkpointId, int subtask) {
        long turn = Math.floorMod(checkpointId * STEP + subtask, subtasks);
        return acknowledgedWithin.toMillis() * turn / subtasks;
    }
}
