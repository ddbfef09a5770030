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
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

import static org.apache.flink.util.Preconditions.checkState;

/** Keeps batches in memory; the handles carry the bytes. Thread-safe. */
public final class InMemorySegmentStore implements SegmentStore {

    private final Set<String> stored = new ConcurrentSkipListSet<>();
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
        return stored.contains(((ByteStreamStateHandle) handle).getHandleName());
    }

    @Override
    public PendingBatch begin() {
        openBatches.incrementAndGet();
        return new Batch("batch-" + nextName.incrementAndGet());
    }

    @Override
    public void delete(StoredBatch batch) {
        stored.remove(((ByteStreamStateHandle) batch.handle()).getHandleName());
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
            stored.add(name);
            byte[] content = bytes.toByteArray();
            return new StoredBatch(
                    () -> new ByteStreamStateHandle(name, content), segments, encoder.sizeBytes());
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
}
