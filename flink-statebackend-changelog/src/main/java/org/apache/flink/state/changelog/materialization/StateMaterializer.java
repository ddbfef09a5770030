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

import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.state.changelog.state.StateRegistry;
import org.apache.flink.state.changelog.stream.WrittenFiles;
import org.apache.flink.util.function.ThrowingRunnable;

import java.util.Optional;
import java.util.concurrent.RunnableFuture;
import java.util.function.Supplier;

/**
 * Takes snapshots of the wrapped backend, each under an id of its own. Task thread only.
 *
 * <p>The ids are ours, never those of checkpoints: the wrapped backend may key its incremental
 * bookkeeping by them.
 */
public final class StateMaterializer {

    private final Snapshotable<SnapshotResult<KeyedStateHandle>> wrapped;
    private final StateChangelogWriter<?> writer;
    private final StateRegistry registry;
    private final CheckpointStreamFactory streams;
    private final CheckpointStreamFactory background;
    private final Supplier<Optional<ThrowingRunnable<Exception>>> preparation;
    private long lastId;

    /**
     * @param streams to files that belong to no single checkpoint
     * @param background to such files, for whatever no checkpoint waits for
     * @param preparation gives, on the task thread, what another thread can do ahead to make the
     *     snapshot short
     * @param lastId the largest id that the restored state knows
     */
    public StateMaterializer(
            Snapshotable<SnapshotResult<KeyedStateHandle>> wrapped,
            StateChangelogWriter<?> writer,
            StateRegistry registry,
            CheckpointStreamFactory streams,
            CheckpointStreamFactory background,
            Supplier<Optional<ThrowingRunnable<Exception>>> preparation,
            long lastId) {
        this.wrapped = wrapped;
        this.writer = writer;
        this.registry = registry;
        this.streams = streams;
        this.background = background;
        this.preparation = preparation;
        this.lastId = lastId;
    }

    /** The end of the log as it is now. */
    SequenceNumber endOfLog() {
        return writer.nextSequenceNumber();
    }

    /** What another thread can do ahead, if there is anything. */
    Optional<ThrowingRunnable<Exception>> preparation() {
        return preparation.get();
    }

    /** The largest that was given, or was known before. Task thread only. */
    public long lastId() {
        return lastId;
    }

    private long newId() {
        lastId++;
        return lastId;
    }

    /**
     * Takes a snapshot that is the user's: no checkpoint will refer to it, and it changes nothing
     * about the next materialization.
     */
    public RunnableFuture<SnapshotResult<KeyedStateHandle>> takeSavepoint(
            long timestampMs, CheckpointStreamFactory target, CheckpointOptions options)
            throws Exception {
        return wrapped.snapshot(newId(), timestampMs, target, options);
    }

    /** Takes a snapshot that a checkpoint waits for; the log from here on stands alone. */
    Materialization take(long timestampMs, CheckpointOptions options) throws Exception {
        return take(timestampMs, streams, options);
    }

    /** The same, without anybody waiting for it. */
    Materialization takeInBackground(long timestampMs) throws Exception {
        return take(timestampMs, background, CheckpointOptions.forCheckpointWithDefaultLocation());
    }

    private Materialization take(
            long timestampMs, CheckpointStreamFactory target, CheckpointOptions options)
            throws Exception {
        SequenceNumber reaches = endOfLog();
        long id = newId();
        WrittenFiles files = new WrittenFiles(target);
        RunnableFuture<SnapshotResult<KeyedStateHandle>> upload =
                wrapped.snapshot(id, timestampMs, files, options);
        registry.beginEpoch();
        return new Materialization(id, reaches, upload, files);
    }
}
