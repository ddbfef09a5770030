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

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.testutils.statemigration.TestType;

import static org.assertj.core.api.Assertions.assertThat;

/** States that a later job does not register are not lost; those that are new start empty. */
class DroppedStatesTest {

    private static final TypeSerializer<TestType> SERIALIZER = new TestType.V1TestTypeSerializer();

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();

    @EachBackend
    void theLogOfStatesThatNobodyAsksForIsReplayedWithoutThem(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle = taken(wrapped, written(wrapped), false);
        handle = taken(wrapped, handle, false);
        assertComesBack(wrapped, handle);
    }

    @EachBackend
    void aMaterializationKeepsThem(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = taken(wrapped, written(wrapped), true);
        handle = taken(wrapped, handle, false);
        assertComesBack(wrapped, handle);
    }

    @EachBackend
    void aCanonicalSavepointKeepsThem(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle savepoint;
        try (BackendUnderTest task = open(wrapped, written(wrapped))) {
            savepoint = task.canonicalSavepoint(2);
        }
        try (BackendUnderTest task = open(wrapped, savepoint)) {
            new EvolvingStates(task, SERIALIZER).assertWritten(1, 10);
        }
    }

    /** A log of every kind of state. */
    private KeyedStateHandle written(StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = open(wrapped)) {
            new EvolvingStates(task, SERIALIZER).write(1, 10);
            queue(task).add(EvolvingStates.of(7));
            return task.checkpoint(1);
        }
    }

    /** A checkpoint of a job that knows only one state, which is new. */
    private KeyedStateHandle taken(
            StateBackend wrapped, KeyedStateHandle handle, boolean materialize) throws Exception {
        try (BackendUnderTest task = open(wrapped, handle)) {
            ValueState<Long> added = added(task);
            added.update(added.value() == null ? 1L : added.value() + 1);
            if (materialize) {
                task.materialize();
            }
            return task.checkpoint(2);
        }
    }

    private void assertComesBack(StateBackend wrapped, KeyedStateHandle handle) throws Exception {
        try (BackendUnderTest task = open(wrapped, handle)) {
            new EvolvingStates(task, SERIALIZER).assertWritten(1, 10);
            assertThat(queue(task).poll()).isEqualTo(EvolvingStates.of(7));
            assertThat(added(task).value()).isEqualTo(2L);
        }
    }

    private static ValueState<Long> added(BackendUnderTest task) throws Exception {
        task.backend().setCurrentKey(1);
        return EvolvingStates.register(
                task, new ValueStateDescriptor<>("added", LongSerializer.INSTANCE));
    }

    private static KeyGroupedInternalPriorityQueue<TestType> queue(BackendUnderTest task) {
        return task.backend().create("queue", SERIALIZER);
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
