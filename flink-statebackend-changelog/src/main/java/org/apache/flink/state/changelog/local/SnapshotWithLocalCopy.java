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
package org.apache.flink.state.changelog.local;

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.util.concurrent.FutureUtils;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;

/**
 * Stores a snapshot on the thread that runs this, and makes its copy. Without a result, there is no
 * copy. Cancelling cancels the snapshot; if that is stored already, only the copy is given up,
 * which may take longer to read than the snapshot to store, and the result remains.
 */
final class SnapshotWithLocalCopy extends FutureTask<SnapshotResult<KeyedStateHandle>> {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotWithLocalCopy.class);

    private final RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot;
    private final long materializationId;
    private final LocalMaterializations copies;
    private final Reading reading;

    private SnapshotWithLocalCopy(
            RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot,
            long materializationId,
            LocalMaterializations copies,
            Reading reading) {
        super(
                () -> {
                    SnapshotResult<KeyedStateHandle> result =
                            FutureUtils.runIfNotDoneAndGet(snapshot);
                    reading.begun = true;
                    return copies.stored(materializationId, result, () -> reading.givenUp);
                });
        this.snapshot = snapshot;
        this.materializationId = materializationId;
        this.copies = copies;
        this.reading = reading;
    }

    static SnapshotWithLocalCopy of(
            RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot,
            long materializationId,
            LocalMaterializations copies) {
        return new SnapshotWithLocalCopy(snapshot, materializationId, copies, new Reading());
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (reading.begun && !isCancelled()) {
            reading.givenUp = true;
            return false;
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        snapshot.cancel(mayInterruptIfRunning);
        return cancelled;
    }

    @Override
    protected void done() {
        if (isCancelled()) {
            copies.dropped(materializationId);
        }
    }

    /** Nobody gets the result of what was cancelled just before its copy was read. */
    @Override
    protected void set(SnapshotResult<KeyedStateHandle> result) {
        super.set(result);
        if (isCancelled()) {
            try {
                result.discardState();
            } catch (Exception e) {
                LOG.warn("Could not delete snapshot {}, which nobody uses.", materializationId, e);
            }
        }
    }

    @Override
    protected void setException(Throwable failure) {
        copies.dropped(materializationId);
        super.setException(failure);
    }

    /** Of the copy. Thread-safe. */
    private static final class Reading {
        private volatile boolean begun;
        private volatile boolean givenUp;
    }
}
