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
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;

import com.google.errorprone.annotations.ThreadSafe;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Remembers the files that a snapshot has written, until it is known what becomes of it. A snapshot
 * that fails or is cancelled half-way deletes what it was writing, but not always what it had
 * written; and one that is cancelled at its very end has a result that nobody gets.
 */
@ThreadSafe
public final class WrittenFiles implements CheckpointStreamFactory {

    private static final Logger LOG = LoggerFactory.getLogger(WrittenFiles.class);

    private final CheckpointStreamFactory streams;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<StreamStateHandle> written = new ArrayList<>();

    @GuardedBy("lock")
    private boolean dropped;

    public WrittenFiles(CheckpointStreamFactory streams) {
        this.streams = streams;
    }

    /**
     * Deletes all of them, also those that are still to be finished. Nobody may have been given the
     * snapshot, nor be given it later.
     */
    public void drop() {
        List<StreamStateHandle> unwanted;
        synchronized (lock) {
            dropped = true;
            unwanted = new ArrayList<>(written);
            written.clear();
        }
        unwanted.forEach(WrittenFiles::delete);
    }

    private void finished(List<StreamStateHandle> files) throws IOException {
        boolean late;
        synchronized (lock) {
            late = dropped;
            if (!late) {
                written.addAll(files);
            }
        }
        if (late) {
            files.forEach(WrittenFiles::delete);
            throw new IOException("The snapshot that " + files + " belong to was given up.");
        }
    }

    private static void delete(StreamStateHandle file) {
        try {
            file.discardState();
        } catch (Exception e) {
            LOG.warn("Could not delete {} of a snapshot that was given up.", file, e);
        }
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
            CheckpointedStateScope scope) throws IOException {
        return new Watched(streams.createCheckpointStateOutputStream(scope));
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope)
            throws IOException {
        return streams.canFastDuplicate(handle, scope);
    }

    @Override
    public List<StreamStateHandle> duplicate(
            List<StreamStateHandle> handles, CheckpointedStateScope scope) throws IOException {
        List<StreamStateHandle> copies = streams.duplicate(handles, scope);
        finished(copies);
        return copies;
    }

    @Override
    public boolean couldReuseStateHandle(StreamStateHandle handle) {
        return streams.couldReuseStateHandle(handle);
    }

    @Override
    public void reusePreviousStateHandle(Collection<? extends StreamStateHandle> handles) {
        streams.reusePreviousStateHandle(handles);
    }

    /** Written by one thread, closed by any. */
    private final class Watched extends CheckpointStateOutputStream {

        private final CheckpointStateOutputStream delegate;

        Watched(CheckpointStateOutputStream delegate) {
            this.delegate = delegate;
        }

        /** There is no handle to a file without bytes. */
        @Override
        public StreamStateHandle closeAndGetHandle() throws IOException {
            StreamStateHandle file = delegate.closeAndGetHandle();
            if (file != null) {
                finished(Collections.singletonList(file));
            }
            return file;
        }

        @Override
        public void write(int b) throws IOException {
            delegate.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            delegate.write(bytes, offset, length);
        }

        @Override
        public long getPos() throws IOException {
            return delegate.getPos();
        }

        @Override
        public void flush() throws IOException {
            delegate.flush();
        }

        @Override
        public void sync() throws IOException {
            delegate.sync();
        }

        @Override
        public void close() throws IOException {
            delegate.close();
        }
    }
}
