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
package org.apache.flink.changelog.fs;

import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.local.LocalCopyWriter;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.util.IOUtils;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * A file that is being written. Complete when the stream was closed without an exception; before
 * that, many file systems show nothing of it. Used by one thread at a time.
 *
 * <p>An object store knows no abort through Flink's interface: dropping a batch completes the
 * object and deletes it. No checkpoint refers to it in between.
 */
final class FileBatch implements PendingBatch {

    private static final Logger LOG = LoggerFactory.getLogger(FileBatch.class);

    private enum State {
        WRITING,
        /** A step has thrown, or has not returned. */
        BROKEN,
        COMMITTED,
        CLOSED
    }

    private final FileSystem fileSystem;
    private final Path file;
    private final FileStream stream;
    private final OutputStream buffer;
    private final Optional<LocalCopyWriter> copy;
    private final BatchEncoder encoder;
    private final BatchBuffers.Pool pool;

    /** Empty once they are given back. */
    private Optional<BatchBuffers> buffers;

    private final List<SegmentLocation> segments = new ArrayList<>();
    private State state = State.WRITING;

    private FileBatch(
            FileSystem fileSystem,
            Path file,
            FileStream stream,
            BatchBuffers.Pool pool,
            Optional<LocalCopyWriter> copy) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.stream = stream;
        this.copy = copy;
        OutputStream out =
                copy.<OutputStream>map(local -> new MirroredStream(stream, local)).orElse(stream);
        this.pool = pool;
        BatchBuffers acquired = pool.acquire();
        this.buffers = Optional.of(acquired);
        this.buffer = acquired.inFrontOf(out);
        this.encoder = new BatchEncoder(buffer, acquired.encoder());
    }

    /**
     * Whatever fails, nothing is left behind as far as the file system permits: it may have made
     * the file though its answer was lost, or there may be no memory for the buffer.
     *
     * <p>The file system is not asked to refuse what exists: on S3 it would look for it first, with
     * two or three requests for each that uploads a batch.
     *
     * @param file never used before
     * @param copy takes ownership
     */
    static FileBatch create(
            FileSystem fileSystem,
            Path file,
            BatchBuffers.Pool pool,
            Optional<LocalCopyWriter> copy)
            throws IOException {
        Optional<FileStream> stream = Optional.empty();
        try {
            stream =
                    Optional.of(
                            new FileStream(
                                    fileSystem.create(file, FileSystem.WriteMode.OVERWRITE), file));
            return new FileBatch(fileSystem, file, stream.get(), pool, copy);
        } catch (Throwable t) {
            copy.ifPresent(LocalCopyWriter::abandon);
            stream.ifPresent(IOUtils::closeQuietly);
            try {
                fileSystem.delete(file, false);
            } catch (Throwable again) {
                t.addSuppressed(again);
            }
            if (t instanceof Error) {
                throw t;
            }
            throw FileStream.failure("cannot create", file, t);
        }
    }

    @Override
    public void append(SealedSegment segment) throws IOException {
        transition(State.WRITING, State.BROKEN);
        segments.add(encoder.append(segment));
        transition(State.BROKEN, State.WRITING);
    }

    @Override
    public StoredBatch commit() throws IOException {
        checkState(!segments.isEmpty(), "nothing was appended to %s", file);
        transition(State.WRITING, State.BROKEN);
        encoder.finish();
        // Apart from the close: there are streams that lose the exception of a flush in theirs.
        buffer.flush();
        stream.requireWritten(encoder.sizeBytes());
        stream.close();
        long sizeBytes = encoder.sizeBytes();
        StoredBatch stored =
                new StoredBatch(() -> new FileStateHandle(file, sizeBytes), segments, sizeBytes);
        copy.ifPresent(local -> local.commit(stored.handle().getStreamStateHandleID(), sizeBytes));
        giveBackBuffers();
        transition(State.BROKEN, State.COMMITTED);
        return stored;
    }

    @Override
    public void close() throws IOException {
        if (state == State.CLOSED || state == State.COMMITTED) {
            return;
        }
        state = State.BROKEN;
        giveBackBuffers();
        copy.ifPresent(LocalCopyWriter::abandon);
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("Closing the dropped file {} failed, too.", file, e);
        }
        try {
            if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
                throw new IOException("it is still there");
            }
        } catch (IOException | RuntimeException e) {
            throw FileStream.failure("what was not completed may be left behind,", file, e);
        }
        state = State.CLOSED;
    }

    private void giveBackBuffers() {
        Optional<BatchBuffers> unused = buffers;
        buffers = Optional.empty();
        unused.ifPresent(pool::release);
    }

    private void transition(State from, State to) {
        checkState(state == from, "%s is %s, not %s", file, state, from);
        state = to;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
