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

import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Flink's canceller closes a writer while the task thread is at work with it. */
@Timeout(60)
final class WriterClosedByAnotherThreadTest {

    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig = UploadRig.on(store);
    private final DurableChangelogWriter writer = rig.writer();
    private final DurableChangelogWriter other = rig.writer();

    @AfterEach
    void nothingIsLeft() {
        writer.close();
        other.close();
        rig.close();
        assertThat(rig.budget().usedBytes()).isZero();
        assertThat(store.openBatches()).isZero();
        assertThat(store.storedBatches()).isZero();
    }

    @Test
    void changeThatIsBeingWrittenDoesNotReachTheMemoryOfAnotherWriter() throws Exception {
        DataOutputView change = writer.beginChange(0);
        change.write(bytes("aaaaaaaaaaaa"));
        closeFromAnotherThread();
        other.append(0, bytes("b"));
        change.write(bytes("cccccccccccc"));

        CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> future =
                other.persist(other.initialSequenceNumber(), 1L);
        rig.advance(UploadRig.PERSIST_DELAY);
        assertThat(
                        ModelLog.of(
                                        new StreamHandleChangelogReader()
                                                .getChanges(
                                                        future.get().getJobManagerOwnedSnapshot()))
                                .changes())
                .isEqualTo(Map.of(0, List.of("b")));
        other.reset(other.initialSequenceNumber(), other.nextSequenceNumber(), 1L);
    }

    @Test
    void callsThatFollowFailLoudlyAndCountNothing() throws Exception {
        writer.beginChange(0).write(new byte[100]);
        closeFromAnotherThread();

        assertThatThrownBy(writer::commitChange).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.beginChange(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::nextSequenceNumber).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.persist(writer.initialSequenceNumber(), 1L))
                .isInstanceOf(IllegalStateException.class);
        assertThat(rig.budget().usedBytes()).isZero();
    }

    @Test
    void openMemoryIsGivenBackOnceWhoeverClosesFirst() throws Exception {
        other.append(0, new byte[100]);
        long others = rig.budget().usedBytes();
        writer.append(0, new byte[100]);

        closeFromAnotherThread();
        writer.close();
        closeFromAnotherThread();

        assertThat(rig.budget().usedBytes()).isEqualTo(others);
    }

    @Test
    void closeWhileASegmentIsHandedOverCancelsIt() throws Exception {
        AtomicBoolean armed = new AtomicBoolean(true);
        ManualExecutor uploaders = new ManualExecutor();
        DurableChangelogWriter[] victim = new DurableChangelogWriter[1];
        try (UploadRig interrupted =
                UploadRig.withThreads(
                        store,
                        command -> {
                            uploaders.execute(command);
                            if (armed.getAndSet(false)) {
                                closeFromAnotherThread(victim[0]);
                            }
                        })) {
            victim[0] = interrupted.writer();
            victim[0].append(0, new byte[100]);
            victim[0].nextSequenceNumber();
            uploaders.runAll();

            assertThat(armed).isFalse();
            assertThat(interrupted.budget().usedBytes()).isZero();
            assertThat(store.openBatches()).isZero();
        }
    }

    private void closeFromAnotherThread() {
        closeFromAnotherThread(writer);
    }

    private static void closeFromAnotherThread(DurableChangelogWriter victim) {
        CompletableFuture.runAsync(victim::close, command -> new Thread(command).start()).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
