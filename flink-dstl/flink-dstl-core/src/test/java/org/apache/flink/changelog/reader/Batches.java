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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.format.SegmentLocation;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.ModelSegment;
import org.apache.flink.changelog.source.SegmentSource;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes models as a batch, and reads them back. */
final class Batches {

    private Batches() {}

    /** Adds the segments' locations to a list. */
    static byte[] encode(
            List<ModelSegment> models,
            SegmentCompression compression,
            List<SegmentLocation> locations)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchEncoder encoder = new BatchEncoder(out, compression);
        for (ModelSegment model : models) {
            locations.add(encoder.append(model.seal(new ChunkPool(1024, 0))));
        }
        encoder.finish();
        return out.toByteArray();
    }

    @SuppressWarnings("try") // CloseableIterator.close() may throw InterruptedException
    static List<StateChange> read(SegmentSource source, long offset, KeyGroupRange wanted)
            throws Exception {
        try (CloseableIterator<StateChange> changes = SegmentReader.read(source, offset, wanted)) {
            return drain(changes);
        }
    }

    static List<StateChange> drain(CloseableIterator<StateChange> changes) {
        List<StateChange> read = new ArrayList<>();
        changes.forEachRemaining(read::add);
        return read;
    }
}
