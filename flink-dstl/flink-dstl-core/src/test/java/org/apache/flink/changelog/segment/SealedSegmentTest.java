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
package org.apache.flink.changelog.segment;

import org.apache.flink.runtime.state.KeyGroupRange;

import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealedSegmentTest {

    private final ChunkPool pool = new ChunkPool(64, 1000);

    @Test
    void releasedChunksAreReused() throws Exception {
        SealedSegment segment = newSegment();
        long chunks = segment.retainedBytes() / pool.chunkSizeBytes();
        assertThat(chunks).isGreaterThan(1);
        for (int i = 0; i < 10; i++) {
            segment.release();
            assertThat(pool.pooledChunks()).isEqualTo((int) chunks);
            segment = newSegment();
        }
        assertThat(pool.allocatedChunks()).isEqualTo(chunks);
    }

    @Test
    void chunksBeyondThePoolsLimitAreNotKept() throws Exception {
        ChunkPool small = new ChunkPool(64, 2);
        model().seal(small).release();
        assertThat(small.pooledChunks()).isEqualTo(2);
    }

    @Test
    void releasingTwiceIsRefused() throws Exception {
        SealedSegment segment = newSegment();
        segment.release();
        int pooled = pool.pooledChunks();
        assertThatThrownBy(segment::release).isInstanceOf(IllegalStateException.class);
        assertThat(pool.pooledChunks()).isEqualTo(pooled);
    }

    @Test
    void readingAfterReleaseIsRefused() throws Exception {
        SealedSegment segment = newSegment();
        segment.release();
        assertThatThrownBy(segment::openCursor).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memoryIsNotReusedWhileSomebodyStillReads() throws Exception {
        SealedSegment segment = newSegment();
        RecordCursor first = segment.openCursor();
        RecordCursor second = segment.openCursor();
        segment.release();
        first.close();
        first.close();
        assertThat(pool.pooledChunks()).isZero();
        assertThat(second.advance()).isTrue();
        byte[] bytes = new byte[second.length()];
        second.copyTo(bytes, 0);
        assertThat(bytes).isEqualTo(model().changes().get(0).getChange());
        second.close();
        assertThat(pool.pooledChunks()).isPositive();
        assertThatThrownBy(second::advance).isInstanceOf(IllegalStateException.class);
    }

    private SealedSegment newSegment() throws IOException {
        return model().seal(pool);
    }

    private static ModelSegment model() {
        byte[] bytes = new byte[300];
        bytes[299] = 7;
        return new ModelSegment(KeyGroupRange.of(0, 3))
                .change(0, bytes)
                .change(3, bytes)
                .metadata(bytes);
    }
}
