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

import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every changelog storage of ours has to do, seen by a backend. */
@Timeout(60)
public abstract class ChangelogWriterContract {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(4, 11);

    /** A change that is stored in any case. */
    private static final String NOT_INLINE = "x".repeat(5_000);

    private StateChangelogStorage<ChangelogStateHandleStreamImpl> storage;
    private InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> writer;

    /** An empty storage; closed after the test. */
    protected abstract StateChangelogStorage<ChangelogStateHandleStreamImpl> openStorage()
            throws Exception;

    @BeforeEach
    void open() throws Exception {
        storage = openStorage();
        writer = newWriter();
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
        storage.close();
        awaitEndOfThreads(); // which may still write into a folder that is about to be deleted
    }

    @Test
    void persistedChangesReadBackByKeyGroupInOrder() throws Exception {
        append(4, "a");
        append(5, "b");
        append(4, "c");

        assertThat(read(persistAll()))
                .containsExactly(Map.entry(4, List.of("a", "c")), Map.entry(5, List.of("b")));
    }

    @Test
    void changesEncodedInPlaceAreLikeAppendedOnes() throws Exception {
        writer.beginChange(7).write(bytes("in place"));
        writer.commitChange();
        append(7, "appended");

        assertThat(read(persistAll()))
                .containsExactly(Map.entry(7, List.of("in place", "appended")));
    }

    @Test
    void metadataComesFirst() throws Exception {
        append(4, "a");
        writer.appendMeta(bytes("meta"));

        List<Integer> keyGroups = new ArrayList<>();
        storage.createReader()
                .getChanges(persistAll())
                .forEachRemaining(change -> keyGroups.add(change.getKeyGroup()));
        assertThat(keyGroups).containsExactly(StateChange.META_KEY_GROUP, 4);
    }

    @Test
    void rolledBackChangeLeavesNoTrace() throws Exception {
        append(4, "a");
        SequenceNumber before = writer.nextSequenceNumber();
        writer.beginChange(4).write(bytes("half"));
        writer.rollbackChange();

        assertThat(writer.nextSequenceNumber()).isEqualTo(before);
        assertThat(read(persistAll())).containsExactly(Map.entry(4, List.of("a")));
    }

    @Test
    void sequenceNumbersCountChangesFromZero() throws Exception {
        assertThat(writer.initialSequenceNumber()).isEqualTo(SequenceNumber.of(0L));
        append(4, "a");
        writer.appendMeta(bytes("meta"));

        assertThat(writer.nextSequenceNumber()).isEqualTo(SequenceNumber.of(2L));
    }

    @Test
    void persistFromABoundaryContainsOnlyWhatFollows() throws Exception {
        append(4, "a");
        SequenceNumber boundary = writer.nextSequenceNumber();
        append(4, "b");

        assertThat(read(persist(boundary, 1L))).containsExactly(Map.entry(4, List.of("b")));
        assertThat(read(persist(writer.initialSequenceNumber(), 2L)))
                .containsExactly(Map.entry(4, List.of("a", "b")));
    }

    @Test
    void nothingNewGivesAnEmptyHandle() throws Exception {
        append(4, "a");

        ChangelogStateHandleStreamImpl handle = persist(writer.nextSequenceNumber(), 1L);

        assertThat(handle.getHandlesAndOffsets()).isEmpty();
        assertThat(handle.getStateSize()).isZero();
        assertThat(handle.getCheckpointedSize()).isZero();
        assertThat(handle.getKeyGroupRange()).isEqualTo(KEY_GROUPS);
    }

    @Test
    void incrementIsWhatNoHandleHadBefore() throws Exception {
        append(4, NOT_INLINE);
        ChangelogStateHandleStreamImpl first = persistAll();
        append(4, NOT_INLINE);
        ChangelogStateHandleStreamImpl second = persistAll();

        assertThat(first.getCheckpointedSize()).isEqualTo(first.getStateSize()).isPositive();
        assertThat(second.getStateSize())
                .isEqualTo(first.getStateSize() + second.getCheckpointedSize());
    }

    @Test
    void handleNamesItsStorageAndItsKeyGroups() throws Exception {
        append(4, "a");
        ChangelogStateHandleStreamImpl handle = persistAll();

        assertThat(handle.getKeyGroupRange()).isEqualTo(KEY_GROUPS);
        assertThat(handle.getStorageIdentifier()).isNotEmpty();
    }

    @Test
    void truncatedChangesCannotBePersisted() throws Exception {
        append(4, "a");
        SequenceNumber boundary = writer.nextSequenceNumber();
        append(4, "b");
        writer.truncate(boundary);

        assertThat(read(persist(boundary, 1L))).containsExactly(Map.entry(4, List.of("b")));
        assertThatThrownBy(() -> persist(writer.initialSequenceNumber(), 2L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void handleOfAPendingCheckpointStaysReadableAfterTruncateAndClose() throws Exception {
        append(4, "a");
        ChangelogStateHandleStreamImpl handle = persistAll();
        writer.truncate(writer.nextSequenceNumber());
        writer.close();
        storage.close();
        awaitEndOfThreads();

        assertThat(read(handle)).containsExactly(Map.entry(4, List.of("a")));
    }

    @Test
    void threadsEndWithTheStorage() throws Exception {
        append(4, NOT_INLINE);
        persistAll();
        assertThat(storageThreads()).isNotEmpty();
        storage.close();

        awaitEndOfThreads();
        assertThat(storageThreads()).isEmpty();
    }

    @Test
    void abortedCheckpointIsContainedInTheNext() throws Exception {
        append(4, "a");
        persistAll();
        SequenceNumber to = writer.nextSequenceNumber();
        writer.reset(writer.initialSequenceNumber(), to, 1L);
        append(4, "b");

        assertThat(read(persist(writer.initialSequenceNumber(), 2L)))
                .containsExactly(Map.entry(4, List.of("a", "b")));
    }

    @Test
    void confirmedChangesAreInLaterHandlesUntilTheyAreTruncated() throws Exception {
        append(4, "a");
        ChangelogStateHandleStreamImpl first = persistAll();
        SequenceNumber to = writer.nextSequenceNumber();
        writer.confirm(writer.initialSequenceNumber(), to, 1L);
        append(4, "b");
        ChangelogStateHandleStreamImpl second = persist(writer.initialSequenceNumber(), 2L);
        writer.truncate(to);
        ChangelogStateHandleStreamImpl third = persist(to, 3L);

        assertThat(read(first)).containsExactly(Map.entry(4, List.of("a")));
        assertThat(read(second)).containsExactly(Map.entry(4, List.of("a", "b")));
        assertThat(read(third)).containsExactly(Map.entry(4, List.of("b")));
    }

    @Test
    void changesThatDoNotExistYetCannotBePersisted() throws Exception {
        append(4, "a");

        assertThatThrownBy(() -> persist(SequenceNumber.of(2L), 1L))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void persistEndsOneWayOrTheOtherWhenItsWriterIsClosed() throws Exception {
        append(4, "a");
        CompletableFuture<?> future = writer.persist(writer.initialSequenceNumber(), 1L);
        writer.close();

        assertThat(future.handle((result, failure) -> true).get()).isTrue();
    }

    @Test
    void changeLargerThanAnyThresholdReadsBack() throws Exception {
        String large = "x".repeat(2_000_000);
        append(4, "before");
        append(5, large);
        append(4, "after");

        Map<Integer, List<String>> changes = read(persistAll());
        assertThat(changes.get(4)).containsExactly("before", "after");
        assertThat(changes.get(5).get(0).equals(large)).isTrue();
    }

    @Test
    void writersDoNotSeeEachOther() throws Exception {
        try (InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> other = newWriter()) {
            append(4, "mine");
            other.append(4, bytes("other"));

            assertThat(read(persistAll())).containsExactly(Map.entry(4, List.of("mine")));
        }
    }

    @Test
    void keyGroupOutsideTheRangeIsRefused() {
        assertThatThrownBy(() -> append(3, "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closedWriterRefusesEverything() throws Exception {
        writer.close();
        writer.close();

        assertThatThrownBy(() -> append(4, "a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::nextSequenceNumber).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::persistAll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closedStorageRefusesToPersist() throws Exception {
        append(4, "a");
        storage.close();
        storage.close();

        assertThatThrownBy(this::persistAll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void randomChangesOfSeveralWritersReadBackAsTheModelSays() throws Exception {
        long seed = Seed.value();
        try {
            randomChanges(new Random(seed));
        } catch (Throwable t) {
            throw new AssertionError("replay with -Dseed=" + seed, t);
        }
    }

    private void randomChanges(Random random) throws Exception {
        List<InPlaceChangelogWriter<ChangelogStateHandleStreamImpl>> writers = new ArrayList<>();
        List<ModelLog> models = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(newWriter());
            models.add(new ModelLog());
        }
        for (long checkpoint = 1; checkpoint <= 8; checkpoint++) {
            List<CompletableFuture<ChangelogStateHandleStreamImpl>> handles = new ArrayList<>();
            for (int i = 0; i < writers.size(); i++) {
                appendRandom(writers.get(i), models.get(i), random);
                handles.add(
                        writers.get(i)
                                .persist(SequenceNumber.of(0L), checkpoint)
                                .thenApply(result -> result.getJobManagerOwnedSnapshot()));
            }
            for (int i = 0; i < writers.size(); i++) {
                assertThat(read(handles.get(i).get())).isEqualTo(models.get(i).changes());
            }
        }
        for (InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> each : writers) {
            each.close();
        }
    }

    private static void appendRandom(
            InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> to,
            ModelLog model,
            Random random)
            throws IOException {
        int changes = random.nextInt(200);
        for (int i = 0; i < changes; i++) {
            byte[] change = new byte[random.nextInt(random.nextInt(50) == 0 ? 70_000 : 200)];
            random.nextBytes(change);
            if (random.nextInt(20) == 0) {
                to.appendMeta(change);
                model.addMetadata(change);
            } else {
                int keyGroup = KEY_GROUPS.getStartKeyGroup() + random.nextInt(8);
                to.append(keyGroup, change);
                model.add(keyGroup, change);
            }
        }
    }

    /** After the storage was closed: deletions that were asked for are done then. */
    private static void awaitEndOfThreads() throws InterruptedException {
        for (Thread thread : storageThreads()) {
            thread.join();
        }
    }

    private static List<Thread> storageThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("changelog-"))
                .collect(Collectors.toList());
    }

    private InPlaceChangelogWriter<ChangelogStateHandleStreamImpl> newWriter() {
        return (InPlaceChangelogWriter<ChangelogStateHandleStreamImpl>)
                storage.createWriter("operator", KEY_GROUPS, RoutedMailbox.unused());
    }

    private void append(int keyGroup, String change) throws IOException {
        writer.append(keyGroup, bytes(change));
    }

    private ChangelogStateHandleStreamImpl persistAll() throws Exception {
        return persist(writer.initialSequenceNumber(), 1L);
    }

    private ChangelogStateHandleStreamImpl persist(SequenceNumber from, long checkpointId)
            throws Exception {
        return writer.persist(from, checkpointId).get().getJobManagerOwnedSnapshot();
    }

    private Map<Integer, List<String>> read(ChangelogStateHandleStreamImpl handle)
            throws Exception {
        return ModelLog.of(storage.createReader().getChanges(handle)).changes();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
