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
import org.apache.flink.state.changelog.checkpoint.MappedTask;

import com.google.errorprone.annotations.ThreadSafe;
import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.RunnableFuture;
import java.util.function.Consumer;

/**
 * A materialization that one checkpoint waits for. Either it is adopted, on the thread that stored
 * it, or the checkpoint is aborted before, on the task thread; never both.
 */
@ThreadSafe
public final class CheckpointMaterialization {

    private final Materialization materialization;
    private final RunnableFuture<Baseline> stored;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Standing standing = Standing.UNDER_WAY;

    private enum Standing {
        UNDER_WAY,
        ADOPTED,
        ABORTED
    }

    /**
     * @param adopt makes it a base of later checkpoints; called with the lock of this held, so it
     *     is to be short
     */
    CheckpointMaterialization(Materialization materialization, Consumer<Baseline> adopt) {
        this.materialization = materialization;
        this.stored =
                new MappedTask<>(
                        materialization.upload(),
                        result -> adopted(materialization.baseline(result), adopt));
    }

    private Baseline adopted(Baseline baseline, Consumer<Baseline> adopt) {
        synchronized (lock) {
            // An upload may end well although it was cancelled, and then nobody gets the result.
            if (standing == Standing.ABORTED || stored.isCancelled()) {
                throw new CancellationException("The checkpoint was aborted.");
            }
            standing = Standing.ADOPTED;
            adopt.accept(baseline);
        }
        return baseline;
    }

    /**
     * The checkpoint will not be complete. What was written is to be given up then.
     *
     * @return false if it was adopted before: then others may refer to it
     */
    boolean abort() {
        synchronized (lock) {
            if (standing == Standing.UNDER_WAY) {
                standing = Standing.ABORTED;
            }
            return standing == Standing.ABORTED;
        }
    }

    /** Deletes what was written and will be; only after an abort. */
    void giveUp() {
        materialization.giveUp();
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
