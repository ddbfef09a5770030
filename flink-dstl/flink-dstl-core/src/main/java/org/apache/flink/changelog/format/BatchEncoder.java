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
package org.apache.flink.changelog.format;

import org.apache.flink.changelog.segment.SealedSegment;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;
import static org.apache.flink.util.Preconditions.checkState;

/**
 * Writes a batch: segments, as they come, and at the end their directory. Without {@link #finish()}
 * the segments can be read by their offsets, but no tool can list them.
 *
 * <p>Neither keeps nor changes a segment: it can be appended to other batches too. After an {@link
 * IOException} the batch is unusable and its output to be dropped. Does not close the stream.
 * Belongs to one thread at a time.
 */
public final class BatchEncoder {

    private enum State {
        READY,
        WRITING,
        FINISHED
    }

    private final OutputStream out;
    private final SegmentEncoder segments;
    private final List<BatchDirectory.Entry> directory = new ArrayList<>();

    /** WRITING after a call means that it failed, and nobody knows how far it came. */
    private State state = State.READY;

    private long sizeBytes;

    /**
     * @param out stays the caller's; nothing is written before the first append
     */
    public BatchEncoder(OutputStream out, SegmentCompression compression) {
        this(out, new SegmentEncoder(compression));
    }

    /**
     * @param segments used by no other batch until this one has ended
     */
    public BatchEncoder(OutputStream out, SegmentEncoder segments) {
        this.out = checkNotNull(out);
        this.segments = checkNotNull(segments);
    }

    /**
     * Appends a segment.
     *
     * @throws IOException if the stream does; the batch cannot be used any more
     * @throws IllegalStateException if the segment has been released, which leaves the batch as it
     *     was, or if the batch is finished or has failed
     */
    public SegmentLocation append(SealedSegment segment) throws IOException {
        checkState(state == State.READY, "cannot append to a batch that is %s", state);
        byte[] header = segments.encode(segment);
        transition(State.WRITING);
        writeFileHeader();
        out.write(header);
        segments.writeBlocksTo(out);
        SegmentLocation location =
                new SegmentLocation(sizeBytes, header.length + segments.blocksBytes());
        sizeBytes += location.lengthBytes();
        directory.add(
                new BatchDirectory.Entry(
                        location, segment.logId(), segment.range(), segment.keyGroupRange()));
        transition(State.READY);
        return location;
    }

    /**
     * Writes the directory. Nothing can be appended afterwards.
     *
     * @throws IOException if the stream does; the batch cannot be used any more
     */
    public void finish() throws IOException {
        transition(State.WRITING);
        writeFileHeader();
        byte[] end = new BatchDirectory(directory).encode();
        out.write(end);
        sizeBytes += end.length;
        transition(State.FINISHED);
    }

    /** Bytes written to the stream so far. */
    public long sizeBytes() {
        return sizeBytes;
    }

    private void writeFileHeader() throws IOException {
        if (sizeBytes == 0) {
            byte[] preamble = SegmentFormat.encodePreamble(SegmentFormat.BATCH_MAGIC, 0);
            out.write(preamble);
            sizeBytes = preamble.length;
        }
    }

    /** Legal: READY to WRITING, and from there back, or to FINISHED. */
    private void transition(State to) {
        boolean legal = to == State.WRITING ? state == State.READY : state == State.WRITING;
        checkState(legal, "a batch that is %s cannot become %s", state, to);
        state = to;
    }
}
