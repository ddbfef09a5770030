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

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.util.ExceptionUtils;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.RunnableFuture;

/**
 * The snapshots of a wrapped backend, with a local copy where one can be had. Task thread only; the
 * futures run on any.
 */
public final class SnapshotsWithLocalCopies
        implements Snapshotable<SnapshotResult<KeyedStateHandle>>, CheckpointListener {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotsWithLocalCopies.class);

    private final Snapshotable<SnapshotResult<KeyedStateHandle>> wrapped;
    private final CheckpointListener listener;
    private final LocalMaterializations copies;

    SnapshotsWithLocalCopies(
            Snapshotable<SnapshotResult<KeyedStateHandle>> wrapped,
            CheckpointListener listener,
            LocalMaterializations copies) {
        this.wrapped = wrapped;
        this.listener = listener;
        this.copies = copies;
    }

    /**
     * Takes a snapshot. A savepoint gets no copy: nobody restores one locally. Neither does a
     * snapshot that cannot be taken with one: RocksDB does not take it at all then, for the sake of
     * a disk that is only to make restores quicker, so it is asked again.
     */
    @Override
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            long materializationId,
            long timestampMs,
            CheckpointStreamFactory streams,
            CheckpointOptions options)
            throws Exception {
        copies.begin(materializationId);
        boolean taken = false;
        try {
            RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot =
                    options.getCheckpointType().isSavepoint()
                            ? withoutCopy(materializationId, timestampMs, streams, options)
                            : withCopy(materializationId, timestampMs, streams, options);
            taken = true;
            return SnapshotWithLocalCopy.of(snapshot, materializationId, copies);
        } finally {
            if (!taken) {
                copies.dropped(materializationId);
            }
        }
    }

    private RunnableFuture<SnapshotResult<KeyedStateHandle>> withCopy(
            long materializationId,
            long timestampMs,
            CheckpointStreamFactory streams,
            CheckpointOptions options)
            throws Exception {
        try {
            return wrapped.snapshot(materializationId, timestampMs, streams, options);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot;
            try {
                snapshot = withoutCopy(materializationId, timestampMs, streams, options);
            } catch (Exception again) {
                throw ExceptionUtils.firstOrSuppressed(again, e);
            }
            LOG.warn("Snapshot {} was taken again, without a local copy.", materializationId, e);
            return snapshot;
        }
    }

    private RunnableFuture<SnapshotResult<KeyedStateHandle>> withoutCopy(
            long materializationId,
            long timestampMs,
            CheckpointStreamFactory streams,
            CheckpointOptions options)
            throws Exception {
        copies.switchBackup(false);
        try {
            return wrapped.snapshot(materializationId, timestampMs, streams, options);
        } finally {
            copies.switchBackup(true);
        }
    }

    @Override
    public void notifyCheckpointComplete(long materializationId) throws Exception {
        copies.confirmed(materializationId);
        listener.notifyCheckpointComplete(materializationId);
    }

    @Override
    public void notifyCheckpointAborted(long materializationId) throws Exception {
        copies.dropped(materializationId);
        listener.notifyCheckpointAborted(materializationId);
    }
}
