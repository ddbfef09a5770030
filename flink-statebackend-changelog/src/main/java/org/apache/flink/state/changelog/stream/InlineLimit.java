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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory.FsCheckpointStateOutputStream;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a file of a materialization may be that is put into its handle. Immutable.
 *
 * <p>Flink saves the request for a short file ({@code
 * execution.checkpointing.data-inline-threshold}) and puts its bytes into the handle, hence into
 * the acknowledgement and the metadata of the checkpoint. A materialization is part of every
 * checkpoint until the next one: RocksDB's files of options, some 17 kB for each subtask, would be
 * sent and stored with each of them.
 */
final class InlineLimit {

    /** As dear as a request: what may be sent in place of one, over all checkpoints. */
    private static final long BYTES_PER_REQUEST = 1 << 20;

    /** A handle to a file is not much shorter. */
    private static final long ALWAYS_INLINE_BYTES = 1 << 10;

    private final long maxBytes;

    private InlineLimit(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * As if there were a checkpoint each second.
     *
     * @param interval from one materialization to the next; empty if there is none for long
     */
    static InlineLimit of(Optional<Duration> interval) {
        return new InlineLimit(
                interval.map(each -> BYTES_PER_REQUEST / Math.max(1, each.toSeconds()))
                        .filter(bytes -> bytes > ALWAYS_INLINE_BYTES)
                        .orElse(ALWAYS_INLINE_BYTES));
    }

    /**
     * Makes a complete stream a file if Flink would, or if it is too long. Its own completion would
     * not close a file that it fails to write.
     */
    void enforce(CheckpointStateOutputStream stream) throws IOException {
        if (stream instanceof FsCheckpointStateOutputStream) {
            stream.flush();
            if (stream.getPos() > maxBytes) {
                ((FsCheckpointStateOutputStream) stream).flushToFile();
            }
        }
    }
}
