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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.runtime.state.changelog.spi.ChangelogBackendProvider;
import org.apache.flink.runtime.state.internal.InternalKvState.StateIncrementalVisitor;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangelogKeyedStateBackendTest {

    private final InMemoryStateChangelogStorage log = new InMemoryStateChangelogStorage();

    @EachBackend
    void aSerializerThatThrowsChangesNeitherTableNorLog(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            PickyStringSerializer picky = new PickyStringSerializer();
            InternalValueState<Integer, Integer, String> value =
                    state(task, new ValueStateDescriptor<>("picky", picky));
            InternalListState<Integer, Integer, String> list = pickyList(task);
            task.backend().setCurrentKey(1);
            value.setCurrentNamespace(0);
            list.setCurrentNamespace(0);
            value.update("good");
            list.add("good");
            assertThatThrownBy(() -> value.update(PickyStringSerializer.REFUSED));
            assertThatThrownBy(() -> list.add(PickyStringSerializer.REFUSED));
            assertThatThrownBy(
                    () -> list.addAll(Arrays.asList("better", PickyStringSerializer.REFUSED)));
            assertThat(value.value()).isEqualTo("good");
            assertThat(list.getInternal()).containsExactly("good");
            list.add("last");
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            InternalListState<Integer, Integer, String> list = pickyList(task);
            task.backend().setCurrentKey(1);
            list.setCurrentNamespace(0);
            assertThat(list.getInternal()).containsExactly("good", "last");
        }
    }

    @EachBackend
    void anEmptyQueueIsPolledAndPeekedWithoutAChange(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            assertThat(states.timers.poll()).isNull();
            assertThat(states.timers.peek()).isNull();
            states.timers.remove(StatesUnderTest.timer(1, 1, 1));
            assertThat(task.begin(1, CheckpointType.CHECKPOINT).get().getJobManagerOwnedSnapshot())
                    .isNull();
        }
    }

    @Test
    void onTheHeapATimerThatIsThereAlreadyIsNotLoggedAgain() throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(BackendUnderTest.heap(), log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.timers.add(StatesUnderTest.timer(1, 1, 1));
            int once = changesLogged(task.checkpoint(1));
            states.timers.add(StatesUnderTest.timer(1, 1, 1));
            states.timers.remove(StatesUnderTest.timer(2, 2, 2));
            assertThat(changesLogged(task.checkpoint(2))).isEqualTo(once);
        }
    }

    /** The way in which expired entries are cleaned up; RocksDB has none. */
    @Test
    void whatAVisitorUpdatesAndRemovesIsLogged() throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(BackendUnderTest.heap(), log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            states.map.put("old", 1L);
            states.value.update(1L);
            states.select(2, 0);
            StateIncrementalVisitor<Integer, Integer, Map<String, Long>> maps =
                    states.map.getStateIncrementalVisitor(10);
            while (maps.hasNext()) {
                maps.nextEntries()
                        .forEach(e -> maps.update(e, Collections.singletonMap("new", null)));
            }
            StateIncrementalVisitor<Integer, Integer, Long> values =
                    states.value.getStateIncrementalVisitor(10);
            while (values.hasNext()) {
                values.nextEntries().forEach(values::remove);
            }
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task =
                BackendUnderTest.restored(BackendUnderTest.heap(), log, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.map.keys()).containsExactly("new");
            assertThat(states.value.value()).isNull();
        }
    }

    @EachBackend
    void aSecondMaterializationWaitsUntilACheckpointConfirmsTheFirst(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            assertThat(trigger(task)).isEqualTo(Outcome.NOTHING_NEW);
            change(states, 1);
            task.materialize();
            change(states, 2);
            assertThat(trigger(task)).isEqualTo(Outcome.PREVIOUS_PENDING);
            task.checkpoint(1);
            task.logged().notifyCheckpointComplete(1);
            assertThat(trigger(task)).isEqualTo(Outcome.STARTED);
        }
    }

    @EachBackend
    void aConfirmedMaterializationTruncatesTheLog(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            for (int i = 0; i < 100; i++) {
                change(states, i);
            }
            task.materialize();
            change(states, 1);
            KeyedStateHandle handle = task.checkpoint(1);
            task.logged().notifyCheckpointComplete(1);
            // The metadata is announced again, so that this log stands alone.
            assertThat(changesLogged(handle)).isEqualTo(2);
        }
    }

    @EachBackend
    void theFirstCheckpointAfterASavepointMaterializes(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle savepoint;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            change(new StatesUnderTest(task.backend()), 1);
            savepoint = task.canonicalSavepoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, savepoint)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(1L);
            ChangelogStateBackendHandle first = (ChangelogStateBackendHandle) task.checkpoint(2);
            assertThat(first.getNonMaterializedStateHandles()).isEmpty();
            assertThat(first.getMaterializedStateHandles()).isNotEmpty().doesNotContain(savepoint);
        }
    }

    @EachBackend
    void closeAndDisposeStopAnUploadInWhateverOrder(String name, StateBackend wrapped)
            throws Exception {
        for (boolean closeFirst : new boolean[] {true, false}) {
            BackendUnderTest task = BackendUnderTest.fresh(wrapped, log);
            change(new StatesUnderTest(task.backend()), 1);
            assertThat(trigger(task)).isEqualTo(Outcome.STARTED);
            if (closeFirst) {
                task.backend().close();
                task.backend().dispose();
            } else {
                task.backend().dispose();
                task.backend().close();
            }
            assertThat(task.logged().materialization().get().trigger()).isEmpty();
            assertThatCode(task::close).doesNotThrowAnyException();
        }
    }

    @EachBackend
    void aCheckpointIsStoredWhileAMaterializationIsStuck(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            StuckStorage stuck = new StuckStorage();
            task.env().setCheckpointStorageAccess(stuck);
            change(new StatesUnderTest(task.backend()), 1);
            assertThat(trigger(task)).isEqualTo(Outcome.STARTED);
            stuck.awaitWriter();
            assertThat(task.checkpoint(1)).isInstanceOf(ChangelogStateBackendHandle.class);
        }
    }

    @Test
    void wrappingABackendThatWrapsIsRefused() {
        StateBackend once = new ChangelogStateBackend(BackendUnderTest.heap());
        assertThatThrownBy(() -> new ChangelogStateBackend(once))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wraps another");
        assertThatThrownBy(() -> new DeactivatedChangelogStateBackend(once))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotKeyedStateIsThatOfTheWrappedBackend() {
        StateBackend wrapped = BackendUnderTest.rocksDb();
        ChangelogStateBackend logged = new ChangelogStateBackend(wrapped);
        assertThat(logged.useManagedMemory()).isEqualTo(wrapped.useManagedMemory());
        assertThat(logged.supportsNoClaimRestoreMode()).isTrue();
        assertThat(logged.getName()).isEqualTo(wrapped.getName());
        assertThat(logged.supportsSavepointFormat(SavepointFormatType.NATIVE))
                .isEqualTo(wrapped.supportsSavepointFormat(SavepointFormatType.NATIVE));
    }

    @Test
    void theServiceLoaderFindsTheBackends() {
        ChangelogBackendProvider provider =
                ServiceLoader.load(ChangelogBackendProvider.class).iterator().next();
        assertThat(provider.enable(BackendUnderTest.heap()))
                .isInstanceOf(ChangelogStateBackend.class);
        assertThat(provider.disable(BackendUnderTest.heap()))
                .isInstanceOf(DeactivatedChangelogStateBackend.class);
    }

    /** The cast is the caller's: the kind of the descriptor decides it. */
    @SuppressWarnings("unchecked")
    private static <S extends State, I> I state(
            BackendUnderTest task, StateDescriptor<S, ?> descriptor) throws Exception {
        return (I) task.backend().getOrCreateKeyedState(IntSerializer.INSTANCE, descriptor);
    }

    private static Outcome trigger(BackendUnderTest task) throws Exception {
        return task.beginMaterialization().orElseThrow(AssertionError::new);
    }

    private static void change(StatesUnderTest states, int key) throws Exception {
        states.select(key, 0);
        states.value.update((long) key);
    }

    private static int changesLogged(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle)
                .getNonMaterializedStateHandles().stream()
                        .mapToInt(part -> ((InMemoryChangelogStateHandle) part).getChanges().size())
                        .sum();
    }

    private static InternalListState<Integer, Integer, String> pickyList(BackendUnderTest task)
            throws Exception {
        return state(task, new ListStateDescriptor<>("list", new PickyStringSerializer()));
    }
}
