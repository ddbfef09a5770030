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
import org.apache.flink.runtime.state.changelog.StateChange;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.apache.flink.changelog.segment.ModelSegment.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SegmentBufferTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(10, 19);

    private final ChunkPool pool = new ChunkPool(64, 1000);

    private final SegmentBuffer buffer =
            new SegmentBuffer(ModelSegment.LOG, RANGE, pool, SequenceNumber.of(5));

    @Test
    void eachCommittedChangeTakesOneSequenceNumber() throws Exception {
        append(10, 3);
        buffer.beginMetadata().writeInt(1);
        buffer.commitChange();
        append(19, 0);
        assertThat(buffer.nextSequenceNumber()).isEqualTo(SequenceNumber.of(8));

        SealedSegment segment = buffer.seal().orElseThrow();
        assertThat(segment.logId()).isEqualTo(ModelSegment.LOG);
        assertThat(segment.keyGroupRange()).isEqualTo(RANGE);
        assertThat(segment.range().from()).isEqualTo(SequenceNumber.of(5));
        assertThat(segment.range().to()).isEqualTo(SequenceNumber.of(8));
        assertThat(segment.recordCount()).isEqualTo(3);
        assertThat(segment.payloadBytes()).isEqualTo(3 + 4);
    }

    @Test
    void bufferGoesOnEmptyAfterSealing() throws Exception {
        append(10, 100);
        SealedSegment first = buffer.seal().orElseThrow();
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.payloadBytes()).isZero();
        assertThat(buffer.retainedBytes()).isZero();
        assertThat(buffer.nextSequenceNumber()).isEqualTo(first.range().to());
        append(11, 1);
        SealedSegment second = buffer.seal().orElseThrow();
        assertThat(second.range().from()).isEqualTo(first.range().to());
        assertThat(second.recordCount()).isEqualTo(1);
    }

    @Test
    void nothingIsSealedWithoutAChange() throws Exception {
        assertThat(buffer.seal()).isEmpty();
        buffer.beginChange(10).writeInt(1);
        buffer.rollbackChange();
        assertThat(buffer.seal()).isEmpty();
        assertThat(buffer.nextSequenceNumber()).isEqualTo(SequenceNumber.of(5));
    }

    @Test
    void rolledBackChangesLeaveNoTrace() throws Exception {
        Random random = Seed.random();
        ModelSegment model = new ModelSegment(RANGE);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? 500 : 30)];
            random.nextBytes(bytes);
            if (random.nextInt(3) == 0) {
                long retained = buffer.retainedBytes();
                buffer.beginChange(10 + random.nextInt(10)).write(bytes);
                buffer.rollbackChange();
                assertThat(buffer.retainedBytes()).isEqualTo(retained);
            } else {
                StateChange change = StateChange.ofDataChange(10 + random.nextInt(10), bytes);
                ModelSegment.append(buffer, change);
                model.changes().add(change);
            }
        }
        SealedSegment segment = buffer.seal().orElseThrow();
        assertThat(segment.recordCount()).isEqualTo(model.changes().size());
        assertThat(describe(inOrder(segment))).isEqualTo(describe(model.changes()));
    }

    @Test
    void misuseIsRefused() throws Exception {
        assertThatThrownBy(buffer::commitChange).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::rollbackChange).isInstanceOf(IllegalStateException.class);
        buffer.beginChange(10);
        assertThatThrownBy(() -> buffer.beginChange(10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::beginMetadata).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::seal).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keyGroupOutsideOfTheRangeIsRefusedAndHarmless() throws Exception {
        assertThatThrownBy(() -> buffer.beginChange(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key group 9");
        assertThatThrownBy(() -> buffer.beginChange(20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> buffer.beginChange(StateChange.META_KEY_GROUP))
                .isInstanceOf(IllegalArgumentException.class);
        append(10, 1);
        assertThat(buffer.seal()).isPresent();
    }

    @Test
    void viewFailsOutsideOfAChange() throws Exception {
        DataOutputView view = buffer.beginChange(10);
        view.writeInt(1);
        buffer.commitChange();
        assertThatThrownBy(() -> view.writeLong(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> view.write(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> view.write(new byte[1])).isInstanceOf(IllegalStateException.class);
        buffer.beginChange(10);
        buffer.rollbackChange();
        assertThatThrownBy(() -> view.writeInt(1)).isInstanceOf(IllegalStateException.class);
        SealedSegment segment = buffer.seal().orElseThrow();
        assertThatThrownBy(() -> view.writeInt(1)).isInstanceOf(IllegalStateException.class);
        assertThat(segment.payloadBytes()).isEqualTo(4);
    }

    @Test
    void closingGivesTheChunksBackAndRefusesEverythingAfter() throws Exception {
        append(10, 500);
        DataOutputView view = buffer.beginChange(11);
        view.write(new byte[500]);
        long chunks = buffer.retainedBytes() / pool.chunkSizeBytes();
        buffer.close();
        buffer.close();
        assertThat(pool.pooledChunks()).isEqualTo((int) chunks);
        assertThat(buffer.retainedBytes()).isZero();
        assertThatThrownBy(() -> buffer.beginChange(10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::commitChange).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::seal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> view.writeInt(1)).isInstanceOf(IllegalStateException.class);
    }

    private void append(int keyGroup, int bytes) throws IOException {
        buffer.beginChange(keyGroup).write(new byte[bytes]);
        buffer.commitChange();
    }

    static List<StateChange> inOrder(SealedSegment segment) {
        List<StateChange> changes = new ArrayList<>();
        try (RecordCursor cursor = segment.openCursor()) {
            while (cursor.advance()) {
                byte[] bytes = new byte[cursor.length()];
                cursor.copyTo(bytes, 0);
                changes.add(
                        cursor.isMetadata()
                                ? StateChange.ofMetadataChange(bytes)
                                : StateChange.ofDataChange(cursor.keyGroup(), bytes));
            }
        }
        return changes;
    }
}
