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
package org.apache.flink.state.changelog.program;

import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The log's side of a {@link MemoryDisk}. One thread. */
final class DiskSegmentStore implements SegmentStore {

    private final MemoryDisk disk;
    private int failures;

    DiskSegmentStore(MemoryDisk disk) {
        this.disk = disk;
    }

    /** The next attempts fail. */
    void failNext(int attempts) {
        failures = attempts;
    }

    @Override
    public PendingBatch begin() {
        return new Batch();
    }

    @Override
    public void delete(StoredBatch batch) {
        disk.delete(batch.handle());
    }

    @Override
    public void close() {}

    private final class Batch implements PendingBatch {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final BatchEncoder encoder = new BatchEncoder(bytes, SegmentCompression.LZ4);
        private final List<SegmentLocation> segments = new ArrayList<>();

        @Override
        public void append(SealedSegment segment) throws IOException {
            segments.add(encoder.append(segment));
        }

        @Override
        public StoredBatch commit() throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("the disk is told to fail");
            }
            encoder.finish();
            StreamStateHandle file = disk.write("log/", bytes.toByteArray());
            return new StoredBatch(() -> disk.another(file), segments, encoder.sizeBytes());
        }

        @Override
        public void close() {}
    }
}
