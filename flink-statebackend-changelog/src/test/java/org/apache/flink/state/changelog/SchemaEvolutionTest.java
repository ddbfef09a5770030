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

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.testutils.statemigration.TestType;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.util.StateMigrationException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Serializers change while changes that the old ones wrote are still in the log. */
class SchemaEvolutionTest {

    private static final TypeSerializer<TestType> OLD = new TestType.V1TestTypeSerializer();
    private static final TypeSerializer<TestType> NEW = new TestType.V2TestTypeSerializer();
    private static final TypeSerializer<TestType> INCOMPATIBLE =
            new TestType.IncompatibleTestTypeSerializer();

    private static final KeyGroupRange LOWER = KeyGroupRange.of(0, 7);
    private static final KeyGroupRange UPPER = KeyGroupRange.of(8, 15);

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    /** Else it would have values of both, and what other subtasks have could not be added. */
    @EachBackend
    void theFirstCheckpointWithANewSchemaIsAMaterialization(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10);
            states.write(1, 20);
            states.write(2, 30);
            handle = task.checkpoint(2);
        }
        assertLogs(handle, 0);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10, 20);
            states.assertWritten(2, 30);
            states.write(1, 40);
            handle = task.checkpoint(3);
        }
        assertLogs(handle, 1);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10, 20, 40);
            states.assertWritten(2, 30);
        }
    }

    /** One of which has materialized since, the other one not. */
    @EachBackend
    void subtasksOfANewSchemaCanBeRestoredTogether(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle lower = evolved(wrapped, LOWER, true);
        KeyedStateHandle upper = evolved(wrapped, UPPER, false);
        for (List<KeyedStateHandle> handles :
                Arrays.asList(Arrays.asList(lower, upper), Arrays.asList(upper, lower))) {
            try (BackendUnderTest task =
                    BackendUnderTest.restored(wrapped, log, BackendUnderTest.all(), handles)) {
                EvolvingStates states = new EvolvingStates(task, NEW);
                states.assertWritten(keyIn(LOWER), 10, 20, 30);
                states.assertWritten(keyIn(UPPER), 10, 20, 30);
            }
        }
    }

    /** It has values of the old schema, and no checkpoint may add changes of the new one to it. */
    @EachBackend
    void aMaterializationFromBeforeTheStateIsRegisteredIsNotBuiltOn(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task = open(wrapped, handle)) {
            assertThat(task.beginMaterialization()).hasValue(Outcome.STARTED);
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.write(1, 20);
            task.awaitMaterialization();
            states.write(1, 40);
            handle = task.checkpoint(2);
        }
        assertLogs(handle, 0);
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, NEW).assertWritten(1, 10, 20, 40);
        }
    }

    /** The replay migrates then, before the user's code has registered anything. */
    @EachBackend
    void restoredSerializersMayWriteTheNewSchema(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            ValueState<String> text = EvolvingStates.register(task, textIn(1));
            task.backend().setCurrentKey(1);
            text.update("materialized");
            task.materialize();
            task.backend().setCurrentKey(2);
            text.update("logged");
            handle = task.checkpoint(1);
        }
        assertLogs(handle, 1);
        ValueStateDescriptor<String> evolved = textIn(2);
        try (BackendUnderTest task = open(wrapped, handle)) {
            assertTexts(task, evolved);
            handle = task.checkpoint(2);
        }
        assertLogs(handle, 0);
        try (BackendUnderTest task = open(wrapped, handle)) {
            assertTexts(task, evolved);
        }
    }

    private static ValueStateDescriptor<String> textIn(int schema) {
        return new ValueStateDescriptor<>("text", RewritingSerializer.of(schema));
    }

    private static void assertTexts(BackendUnderTest task, ValueStateDescriptor<String> descriptor)
            throws Exception {
        ValueState<String> text = EvolvingStates.register(task, descriptor);
        task.backend().setCurrentKey(1);
        assertThat(text.value()).isEqualTo("materialized");
        task.backend().setCurrentKey(2);
        assertThat(text.value()).isEqualTo("logged");
    }

    private KeyedStateHandle evolved(
            StateBackend wrapped, KeyGroupRange range, boolean materializedSince) throws Exception {
        int key = keyIn(range);
        KeyedStateHandle handle;
        try (BackendUnderTest task =
                BackendUnderTest.restored(wrapped, log, range, Collections.emptyList())) {
            EvolvingStates states = new EvolvingStates(task, OLD);
            states.write(key, 10);
            task.materialize();
            states.write(key, 20);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task =
                BackendUnderTest.restored(wrapped, log, range, Collections.singletonList(handle))) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.write(key, 30);
            if (materializedSince) {
                task.materialize();
            }
            return task.checkpoint(2);
        }
    }

    private static int keyIn(KeyGroupRange range) {
        return IntStream.iterate(0, key -> key + 1)
                .filter(
                        key ->
                                range.contains(
                                        KeyGroupRangeAssignment.assignToKeyGroup(
                                                key, BackendUnderTest.KEY_GROUPS)))
                .findFirst()
                .orElseThrow();
    }

    @EachBackend
    void aMaterializationBetweenTheSchemasChangesNothing(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.write(1, 20);
            task.materialize();
            states.write(1, 40);
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, NEW).assertWritten(1, 10, 20, 40);
        }
    }

    @EachBackend
    void switchedOffItMigratesWhatTheLogHas(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        new DeactivatedChangelogStateBackend(wrapped),
                        log,
                        BackendUnderTest.all(),
                        Collections.singletonList(handle))) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10);
            states.write(1, 20);
            states.assertWritten(1, 10, 20);
        }
    }

    @EachBackend
    void logsOfBothSchemasAreRestoredTogether(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle old = written(wrapped);
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            new EvolvingStates(task, NEW).write(2, 20);
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(wrapped, old, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10);
            states.assertWritten(2, 20);
        }
        // Until the user registers the states again, these schemas are all that is known.
        try (BackendUnderTest task = open(wrapped, old, handle)) {
            task.materialize();
            handle = task.checkpoint(3);
        }
        assertThat(((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles())
                .isEmpty();
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10);
            states.assertWritten(2, 20);
        }
    }

    /** Keys of maps are part of the keys of RocksDB, which Flink does not migrate. */
    @EachBackend
    void mapKeysMigrateWhereFlinkMigratesThem(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            task.backend().setCurrentKey(1);
            EvolvingStates.register(task, keyedBy(OLD)).put(EvolvingStates.of(1), 1L);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            task.backend().setCurrentKey(1);
            if (name.equals("rocksdb")) {
                assertThatThrownBy(() -> EvolvingStates.register(task, keyedBy(NEW)))
                        .isInstanceOf(StateMigrationException.class);
                return;
            }
            EvolvingStates.register(task, keyedBy(NEW)).put(EvolvingStates.of(2), 2L);
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            task.backend().setCurrentKey(1);
            MapState<TestType, Long> map = EvolvingStates.register(task, keyedBy(NEW));
            assertThat(map.get(EvolvingStates.of(1))).isEqualTo(1L);
            assertThat(map.get(EvolvingStates.of(2))).isEqualTo(2L);
        }
    }

    /** Elements of queues are keys of RocksDB, which Flink does not migrate. */
    @Test
    void elementsOfQueuesMigrateOnTheHeap() throws Exception {
        StateBackend wrapped = BackendUnderTest.heap();
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            queue(task, OLD).add(EvolvingStates.of(1));
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            queue(task, NEW).add(EvolvingStates.of(2));
            handle = task.checkpoint(2);
        }
        assertOnlyLogs(handle, 2);
        try (BackendUnderTest task = open(wrapped, handle)) {
            KeyGroupedInternalPriorityQueue<TestType> queue = queue(task, NEW);
            assertThat(queue.poll()).isEqualTo(EvolvingStates.of(1));
            assertThat(queue.poll()).isEqualTo(EvolvingStates.of(2));
            assertThat(queue.poll()).isNull();
        }
    }

    @EachBackend
    void anIncompatibleChangeIsRefusedAndTouchesNothing(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle = written(wrapped);
        for (StateDescriptor<?, ?> incompatible : EvolvingStates.all(INCOMPATIBLE)) {
            try (BackendUnderTest task = open(wrapped, handle)) {
                assertThatThrownBy(() -> EvolvingStates.register(task, incompatible))
                        .isInstanceOf(StateMigrationException.class);
            }
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            assertThatThrownBy(() -> queue(task, INCOMPATIBLE))
                    .hasRootCauseInstanceOf(StateMigrationException.class);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, OLD);
            states.assertWritten(1, 10);
            assertThat(queue(task, OLD).peek()).isEqualTo(EvolvingStates.of(7));
            states.write(1, 20);
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, OLD).assertWritten(1, 10, 20);
        }
    }

    private KeyedStateHandle written(StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = open(wrapped)) {
            new EvolvingStates(task, OLD).write(1, 10);
            queue(task, OLD).add(EvolvingStates.of(7));
            KeyedStateHandle handle = task.checkpoint(1);
            assertOnlyLogs(handle, 1);
            return handle;
        }
    }

    private static MapStateDescriptor<TestType, Long> keyedBy(TypeSerializer<TestType> keys) {
        return new MapStateDescriptor<>("keyed", keys, LongSerializer.INSTANCE);
    }

    private static KeyGroupedInternalPriorityQueue<TestType> queue(
            BackendUnderTest task, TypeSerializer<TestType> serializer) {
        return task.backend().create("queue", serializer);
    }

    private static void assertOnlyLogs(KeyedStateHandle handle, int logs) {
        ChangelogStateBackendHandle parts = (ChangelogStateBackendHandle) handle;
        assertThat(parts.getMaterializedStateHandles()).isEmpty();
        assertLogs(handle, logs);
    }

    private static void assertLogs(KeyedStateHandle handle, int logs) {
        assertThat(((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles())
                .hasSize(logs);
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
