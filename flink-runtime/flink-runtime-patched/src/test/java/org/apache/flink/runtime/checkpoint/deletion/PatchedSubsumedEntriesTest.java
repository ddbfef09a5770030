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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.CheckpointStoreUtil;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.LocationNowhere;
import org.apache.flink.runtime.persistence.IntegerResourceVersion;
import org.apache.flink.runtime.persistence.StateHandleStore;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One checkpoint is kept of a store that survives the JobManager; each test fails on Flink's. */
@Timeout(60)
class PatchedSubsumedEntriesTest {

    /** As one that is busy with other things. */
    private final Executor busy = command -> {};

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayDelete = new CountDownLatch(1);
    private CheckpointsCleaner cleaner = new CheckpointsCleaner();
    private final CheckpointDeletions before = DeletionHooks.deletions();
    private DefaultCompletedCheckpointStore<IntegerResourceVersion> store = store();

    @BeforeEach
    void useAStoreThatLocks() {
        DeletionHooks.use(DeletionHooks.create(handles -> true));
    }

    @AfterEach
    void release() {
        mayDelete.countDown();
        DeletionHooks.stopped(Duration.ofSeconds(30));
        DeletionHooks.use(before);
    }

    @Test
    void theEntryOfASubsumedCheckpointGoesAfterTheCheckpoint() throws Exception {
        add(1, false);
        add(2, false);
        await().until(() -> events.contains("deleting 1"));
        assertThat(events).containsExactly("added 1", "added 2", "deleting 1");

        mayDelete.countDown();

        await().until(() -> events.contains("removed 1"));
        assertThat(events)
                .containsExactly("added 1", "added 2", "deleting 1", "deleted 1", "removed 1");
        assertThat(store.getAllCheckpoints()).hasSize(1);
    }

    @Test
    void itGoesEvenIfTheCheckpointCannotBeDeleted() throws Exception {
        mayDelete.countDown();
        for (boolean parallel : new boolean[] {true, false}) {
            cleaner = new CheckpointsCleaner(parallel);
            events.clear();
            add(1, true);

            add(2, false);

            await().until(() -> events.contains("removed 1"));
            assertThat(events).contains("deleting 1").doesNotContain("deleted 1");
            store.shutdown(JobStatus.SUSPENDED, cleaner);
            store = store();
        }
    }

    @Test
    void itGoesIfTheCheckpointIsNotToBeDeleted() throws Exception {
        store.addCheckpointAndSubsumeOldestOne(
                checkpoint(1, false, CheckpointProperties.forUnclaimedSnapshot()),
                cleaner,
                () -> {});

        add(2, false);

        await().until(() -> events.contains("removed 1"));
        assertThat(events).doesNotContain("deleting 1");
    }

    @Test
    void onlyAFewStay() throws Exception {
        for (int id = 1; id <= SubsumedEntries.MAX_OF_EACH + 2; id++) {
            add(id, false);
        }

        assertThat(events).contains("removed " + (SubsumedEntries.MAX_OF_EACH + 1));
        assertThat(events).doesNotContain("removed " + SubsumedEntries.MAX_OF_EACH);
    }

    /** There the next JobManager would fail to read what the one before is just removing. */
    @Test
    void itGoesAtOnceInAStoreThatLocksNothing() throws Exception {
        DeletionHooks.use(DeletionHooks.create(handles -> false));
        add(1, false);

        add(2, false);

        assertThat(events).startsWith("added 1", "added 2", "removed 1");
    }

    @Test
    void itGoesBeforeTheEntriesOfAJobThatHasEndedAreCleared() throws Exception {
        add(1, false);
        add(2, false);
        await().until(() -> events.contains("deleting 1"));

        store.shutdown(JobStatus.FINISHED, cleaner);

        assertThat(events)
                .containsSubsequence("deleting 1", "removed 1", "cleared")
                .doesNotContain("deleted 1");
    }

    @Test
    void itStaysForTheNextJobManagerIfTheJobGoesOn() throws Exception {
        add(1, false);
        add(2, false);
        await().until(() -> events.contains("deleting 1"));

        store.shutdown(JobStatus.SUSPENDED, cleaner);
        mayDelete.countDown();

        await().until(() -> events.contains("deleted 1"));
        DeletionHooks.stopped(Duration.ofSeconds(30)); // waits for all that is done with it
        assertThat(events).doesNotContain("removed 1");
    }

    private DefaultCompletedCheckpointStore<IntegerResourceVersion> store() {
        return new DefaultCompletedCheckpointStore<>(
                1, handles(), names(), List.of(), new SharedStateRegistryImpl(busy), busy);
    }

    private void add(long id, boolean failing) throws Exception {
        CheckpointProperties properties =
                CheckpointProperties.forCheckpoint(
                        CheckpointRetentionPolicy.NEVER_RETAIN_AFTER_TERMINATION);
        store.addCheckpointAndSubsumeOldestOne(
                checkpoint(id, failing, properties), cleaner, () -> {});
    }

    private CompletedCheckpoint checkpoint(
            long id, boolean failing, CheckpointProperties properties) {
        return new CompletedCheckpoint(
                new JobID(1, 1),
                id,
                1,
                2,
                Map.of(),
                List.of(),
                properties,
                new LocationNowhere(new Metadata(id, failing)),
                null);
    }

    @SuppressWarnings("unchecked") // a proxy has no type parameters
    private StateHandleStore<CompletedCheckpoint, IntegerResourceVersion> handles() {
        return (StateHandleStore<CompletedCheckpoint, IntegerResourceVersion>)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {StateHandleStore.class},
                        (proxy, method, arguments) -> {
                            switch (method.getName()) {
                                case "addAndLock":
                                    events.add("added " + arguments[0]);
                                    return null;
                                case "releaseAndTryRemove":
                                    events.add("removed " + arguments[0]);
                                    return true;
                                case "clearEntries":
                                    events.add("cleared");
                                    return null;
                                default:
                                    return null;
                            }
                        });
    }

    private static CheckpointStoreUtil names() {
        return new CheckpointStoreUtil() {
            @Override
            public String checkpointIDToName(long checkpointId) {
                return Long.toString(checkpointId);
            }

            @Override
            public long nameToCheckpointID(String name) {
                return Long.parseLong(name);
            }
        };
    }

    private final class Metadata extends ByteStreamStateHandle {
        private static final long serialVersionUID = 1;
        private final transient long id;
        private final transient boolean failing;

        Metadata(long id, boolean failing) {
            super("metadata", new byte[1]);
            this.id = id;
            this.failing = failing;
        }

        @Override
        public void discardState() {
            events.add("deleting " + id);
            try {
                mayDelete.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failing) {
                throw new IllegalStateException("the store is down");
            }
            events.add("deleted " + id);
        }
    }
}
