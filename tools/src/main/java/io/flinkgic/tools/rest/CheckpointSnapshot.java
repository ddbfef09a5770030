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

import java.util.List;
import java.util.Optional;

/** What the JobManager remembers of a job's checkpoints at one moment. */
public final class CheckpointSnapshot {

    private final List<CheckpointRecord> records;
    private final Optional<Restore> latestRestore;

    public CheckpointSnapshot(List<CheckpointRecord> records, Optional<Restore> latestRestore) {
        this.records = List.copyOf(records);
        this.latestRestore = latestRestore;
    }

    /** The latest checkpoints, in no order; how many, {@code web.checkpoints.history} says. */
    public List<CheckpointRecord> records() {
        return records;
    }

    /** Where the job's current attempt continued, if it was not its first. */
    public Optional<Restore> latestRestore() {
        return latestRestore;
    }
}
