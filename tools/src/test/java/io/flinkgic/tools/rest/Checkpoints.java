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

/** Makes checkpoints for tests. */
public final class Checkpoints {

    private Checkpoints() {}

    public static CheckpointRecord completed(long id, long triggeredAtMs) {
        return of(id, triggeredAtMs, CheckpointRecord.Status.COMPLETED, false);
    }

    public static CheckpointRecord of(
            long id, long triggeredAtMs, CheckpointRecord.Status status, boolean savepoint) {
        CheckpointRecord.Costs costs = new CheckpointRecord.Costs(40 + id, 1024 * id, 1024 * 1024);
        return new CheckpointRecord(id, status, savepoint, triggeredAtMs, costs);
    }

    public static CheckpointSnapshot snapshot(CheckpointRecord... records) {
        return new CheckpointSnapshot(List.of(records), Optional.empty());
    }

    public static CheckpointHistory history(CheckpointRecord... records) {
        CheckpointHistory history = new CheckpointHistory();
        history.add(snapshot(records));
        return history;
    }
}
