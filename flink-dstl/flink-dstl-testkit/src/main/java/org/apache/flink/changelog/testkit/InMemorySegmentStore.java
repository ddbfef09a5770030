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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * Keeps batches in memory. Its handles read from the store, as those of a file do: what was deleted
 * cannot be read any more, and whoever has the handle can delete. Thread-safe.
 */
public final class InMemorySegmentStore implements SegmentStore {

    private final ConcurrentMap<String, byte[]> stored = new ConcurrentHashMap<>();
    private final AtomicInteger nextName = new AtomicInteger();
    private final AtomicInteger openBatches = new AtomicInteger();

    /** Batches that were committed and not deleted. */
    public int storedBatches() {
        return stored.size();
    }

    /** Batches that were begun and neither committed nor closed. */
    public int openBatches() {
        return openBatches.get();
    }

    /** Whether a batch is there. */
    public boolean has(StreamStateHandle handle) {
        return stored.containsKey(nameOf(handle));
    }

    /** Whether all batches of these names are there. */
    public boolean hasAll(Set<String> names) {
        return stored.keySet().containsAll(names);
    }

    /** The names of all batches that are there. */
    public Set<String> names() {
        return Set.copyOf(stored.keySet());
    }

    /** Of the batch, also if the handle is that of another store around this one. */
    public static String nameOf(StreamStateHandle handle) {
        return handle.getStreamStateHandleID().getKeyString();
    }

    /** Deletes a batch, as the JobManager does when no checkpoint needs it. */
    public void delete(String name) {
        stored.remove(name);
    }

    @Override
    public PendingBatch begin() {
        openBatches.incrementAndGet();
        return new Batch("batch-" + nextName.incrementAndGet());
    }

    @Override
    public void delete(StoredBatch batch) {
        delete(nameOf(batch.handle()));
    }

    @Override
    public void close() {
        // what is stored stays
    }

    private final class Batch implements PendingBatch {

        private final String name;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final BatchEncoder encoder = new BatchEncoder(bytes, SegmentCompression.LZ4);
        private final List<SegmentLocation> segments = new ArrayList<>();
        private boolean ended;

        Batch(String name) {
            this.name = name;
        }

        @Override
        public void append(SealedSegment segment) throws IOException {
            checkState(!ended, "%s has ended", name);
            segments.add(encoder.append(segment));
        }

        @Override
        public StoredBatch commit() throws IOException {
            checkState(!ended && !segments.isEmpty(), "%s has ended or is empty", name);
            encoder.finish();
            end();
            stored.put(name, bytes.toByteArray());
            return new StoredBatch(
                    () -> new Handle(name, encoder.sizeBytes()), segments, encoder.sizeBytes());
        }

        @Override
        public void close() {
            if (!ended) {
                end();
            }
        }

        private void end() {
            ended = true;
            openBatches.decrementAndGet();
        }
    }

    /** Stays in the process, with the store. */
    private final class Handle implements StreamStateHandle {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final long sizeBytes;

        Handle(String name, long sizeBytes) {
            this.name = name;
            this.sizeBytes = sizeBytes;
        }

        @Override
        public FSDataInputStream openInputStream() throws IOException {
            byte[] bytes = stored.get(name);
            if (bytes == null) {
                throw new FileNotFoundException(name);
            }
            return new BytesStream(bytes);
        }

        /** Empty: it has to be opened, as on any other medium. */
        @Override
        public Optional<byte[]> asBytesIfInMemory() {
            return Optional.empty();
        }

        @Override
        public PhysicalStateHandleID getStreamStateHandleID() {
            return new PhysicalStateHandleID(name);
        }

        @Override
        public void discardState() {
            delete(name);
        }

        @Override
        public long getStateSize() {
            return sizeBytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Handle && name.equals(((Handle) other).name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
