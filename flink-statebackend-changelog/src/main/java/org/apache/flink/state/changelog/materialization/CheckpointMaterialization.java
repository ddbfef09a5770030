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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.state.changelog.checkpoint.Baseline;

import java.util.concurrent.RunnableFuture;

/** A materialization that one checkpoint waits for. Immutable but for its future. */
public final class CheckpointMaterialization {

    private final Materialization materialization;
    private final RunnableFuture<Baseline> stored;

    CheckpointMaterialization(Materialization materialization, RunnableFuture<Baseline> stored) {
        this.materialization = materialization;
        this.stored = stored;
    }

    public long id() {
        return materialization.id();
    }

    public SequenceNumber reaches() {
        return materialization.reaches();
    }

    /** Stores it on the thread that runs it. Cancelling it cancels the upload. */
    public RunnableFuture<Baseline> stored() {
        return stored;
    }
}
