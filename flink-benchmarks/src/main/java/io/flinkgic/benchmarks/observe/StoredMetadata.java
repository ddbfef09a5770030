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
package io.flinkgic.benchmarks.observe;

import java.util.OptionalDouble;

/** The metadata of one checkpoint. Immutable. */
public final class StoredMetadata {

    private final long atMs;
    private final long bytes;
    private final OptionalDouble checkpointsSince;

    StoredMetadata(long atMs, long bytes, OptionalDouble checkpointsSince) {
        this.atMs = atMs;
        this.bytes = bytes;
        this.checkpointsSince = checkpointsSince;
    }

    /** When tasks heard that the checkpoint is complete, on the wall clock. */
    public long atMs() {
        return atMs;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * How many checkpoints before this one were complete since a subtask had last materialized its
     * state, in the mean of the subtasks; empty without a changelog.
     */
    public OptionalDouble checkpointsSince() {
        return checkpointsSince;
    }
}
