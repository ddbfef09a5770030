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
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.testutils.statemigration.TestType;
import org.apache.flink.util.StateMigrationException;

import org.junit.jupiter.api.Test;

import java.util.Collections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Serializers change while changes that the old ones wrote are still in the log. */
class SchemaEvolutionTest {

    private static final TypeSerializer<TestType> OLD = new TestType.V1TestTypeSerializer();
    private static final TypeSerializer<TestType> NEW = new TestType.V2TestTypeSerializer();
    private static final TypeSerializer<TestType> INCOMPATIBLE =
            new TestType.IncompatibleTestTypeSerializer();

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    @EachBackend
    void oneChainOfLogsHasChangesOfBothSchemas(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10);
            states.write(1, 20);
            states.write(2, 30);
            handle = task.checkpoint(2);
        }
        assertOnlyLogs(handle, 2);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10, 20);
            states.assertWritten(2, 30);
            states.write(1, 40);
            handle = task.checkpoint(3);
        }
        assertOnlyLogs(handle, 3);
        try (BackendUnderTest task = open(wrapped, handle)) {
            EvolvingStates states = new EvolvingStates(task, NEW);
            states.assertWritten(1, 10, 20, 40);
            states.assertWritten(2, 30);
        }
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

    /** Until the user registers the states again, the old schema is all that is known. */
    @EachBackend
    void logsOfTwoSchemasCanBeTakenOverWithoutRegisteringTheStates(
            String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = written(wrapped);
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, NEW).write(1, 20);
            handle = task.checkpoint(2);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            task.materialize();
            handle = task.checkpoint(3);
        }
        assertThat(((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles())
                .isEmpty();
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, NEW).assertWritten(1, 10, 20);
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
        assertOnlyLogs(handle, 2);
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
        assertThat(parts.getNonMaterializedStateHandles()).hasSize(logs);
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
