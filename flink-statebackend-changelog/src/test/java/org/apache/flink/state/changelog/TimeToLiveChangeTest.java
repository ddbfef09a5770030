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

import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.util.StateMigrationException;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs that are restored with another time to live than that of the log. */
class TimeToLiveChangeTest {

    private static final long LIFE_MS = 100;

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final TaskSettings settings = new TaskSettings();
    private long nowMs;

    TimeToLiveChangeTest() {
        settings.ttlTime = () -> nowMs;
    }

    @EachBackend
    void ofARaisedOneNothingIsMissedThatTheJobSaw(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle handle = written(wrapped, LIFE_MS);
        nowMs = LIFE_MS / 2;
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, living(10 * LIFE_MS));
            nowMs = 2 * LIFE_MS;
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            handle = task.checkpoint(2);
            task.logged().notifyCheckpointComplete(2);
            // Replayed again, the old log would leave out what was seen here.
            assertThat(logs(handle)).isZero();
            states.write(1);
            assertThat(logs(task.checkpoint(3))).isEqualTo(1);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, living(10 * LIFE_MS));
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            assertThat(states.list.get()).containsExactly("added 1", "all 1", "too 1");
        }
    }

    /** The shortest of all the logs that a checkpoint has is what counts. */
    @EachBackend
    void oneThatIsRaisedBackIsRaised(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle = written(wrapped, 10 * LIFE_MS);
        try (BackendUnderTest task = open(wrapped, handle)) {
            ExpiringStates states = new ExpiringStates(task, living(LIFE_MS));
            states.select(2);
            states.write(2);
            handle = task.checkpoint(2);
            assertThat(logs(handle)).isEqualTo(2);
        }
        nowMs = LIFE_MS;
        try (BackendUnderTest task = open(wrapped, handle)) {
            nowMs = 0;
            ExpiringStates states = new ExpiringStates(task, living(10 * LIFE_MS));
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
            states.select(2);
            assertThat(states.value.value()).isNull();
            assertThat(logs(task.checkpoint(3))).isZero();
        }
    }

    @EachBackend
    void aLoweredOrEqualOneKeepsTheLog(String name, StateBackend wrapped) throws Exception {
        for (long lifeMs : new long[] {LIFE_MS, LIFE_MS / 2}) {
            try (BackendUnderTest task = open(wrapped, written(wrapped, LIFE_MS))) {
                ExpiringStates states = new ExpiringStates(task, living(lifeMs));
                states.select(2);
                states.write(2);
                assertThat(logs(task.checkpoint(2))).isEqualTo(2);
            }
        }
    }

    /** Once the log is materialized there is nothing to replay, however late a state is known. */
    @EachBackend
    void afterAMaterializationTheLogIsKept(String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = open(wrapped, written(wrapped, LIFE_MS))) {
            task.materialize();
            ExpiringStates states = new ExpiringStates(task, living(10 * LIFE_MS));
            states.select(2);
            states.write(2);
            assertThat(logs(task.checkpoint(2))).isEqualTo(1);
        }
    }

    /** Flink knows no migration between values with and without time. */
    @EachBackend
    void switchedOnOrOffItIsRefusedAndTheCheckpointStaysGood(String name, StateBackend wrapped)
            throws Exception {
        KeyedStateHandle expiring = written(wrapped, LIFE_MS);
        try (BackendUnderTest task = open(wrapped, expiring)) {
            assertThatThrownBy(() -> register(task)).isInstanceOf(StateMigrationException.class);
        }
        try (BackendUnderTest task = open(wrapped, expiring)) {
            ExpiringStates states = new ExpiringStates(task, living(LIFE_MS));
            states.select(1);
            assertThat(states.value.value()).isEqualTo(1L);
        }
        KeyedStateHandle lasting;
        try (BackendUnderTest task = open(wrapped)) {
            task.backend().setCurrentKey(1);
            register(task).update(1L);
            lasting = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, lasting)) {
            assertThatThrownBy(() -> new ExpiringStates(task, living(LIFE_MS)))
                    .isInstanceOf(StateMigrationException.class);
        }
        try (BackendUnderTest task = open(wrapped, lasting)) {
            task.backend().setCurrentKey(1);
            assertThat(register(task).value()).isEqualTo(1L);
        }
    }

    private static ValueState<Long> register(BackendUnderTest task) throws Exception {
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        ExpiringStates.valueDescriptor());
    }

    /** A log of one key, written at time 0. */
    private KeyedStateHandle written(StateBackend wrapped, long lifeMs) throws Exception {
        nowMs = 0;
        try (BackendUnderTest task = open(wrapped)) {
            ExpiringStates states = new ExpiringStates(task, living(lifeMs));
            states.select(1);
            states.write(1);
            return task.checkpoint(1);
        }
    }

    private static StateTtlConfig living(long lifeMs) {
        return StateTtlConfig.newBuilder(Duration.ofMillis(lifeMs))
                .disableCleanupInBackground()
                .build();
    }

    private static int logs(KeyedStateHandle handle) {
        return ((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles().size();
    }

    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }
}
