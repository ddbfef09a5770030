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

import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import static org.assertj.core.api.Assertions.assertThat;

class AppendAllocationTest {

    private static final int CHANGES = 20_000;

    @Test
    void appendingAllocatesNothingPerChange() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] value = new byte[90];
        ChunkPool pool = new ChunkPool(64 * 1024, 100);
        try (SegmentBuffer buffer =
                new SegmentBuffer(
                        ModelSegment.LOG, KeyGroupRange.of(0, 127), pool, SequenceNumber.of(0))) {
            // Fills the pool and loads the classes; too short for the compiler to remove objects.
            appendAndRelease(buffer, value);
            long chunks = pool.allocatedChunks();
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            append(buffer, value);
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            // Per segment, not per change: the growing list of chunks.
            assertThat(after - before).isLessThan(4096);
            assertThat(pool.allocatedChunks()).isEqualTo(chunks);
        }
    }

    private static void appendAndRelease(SegmentBuffer buffer, byte[] value) throws IOException {
        append(buffer, value);
        buffer.seal().orElseThrow().release();
    }

    private static void append(SegmentBuffer buffer, byte[] value) throws IOException {
        for (int i = 0; i < CHANGES; i++) {
            DataOutputView view = buffer.beginChange(i & 127);
            view.writeByte(1);
            view.writeLong(i);
            view.writeInt(i);
            view.writeUTF("key");
            view.write(value);
            if (i % 10 == 0) {
                buffer.rollbackChange();
            } else {
                buffer.commitChange();
            }
        }
    }
}
