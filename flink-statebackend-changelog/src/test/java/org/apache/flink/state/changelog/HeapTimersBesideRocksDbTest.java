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

import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Timers that RocksDB would keep on the heap, where no materialization finds them. */
class HeapTimersBesideRocksDbTest {

    private final StateChangelogStorage<?> log = new InMemoryStateChangelogStorage();

    @Test
    void theyAreKeptInRocksDbSoThatAMaterializationHasThem() throws Exception {
        KeyedStateHandle checkpoint = materializedWithATimer();
        try (BackendUnderTest after =
                BackendUnderTest.restored(timersOn(PriorityQueueStateType.HEAP), log, checkpoint)) {
            assertThat(new StatesUnderTest(after.backend()).timers.peek()).isEqualTo(timer());
        }
    }

    @Test
    void theBackendOfTheJobIsLeftAsItIs() throws Exception {
        EmbeddedRocksDBStateBackend ofTheJob = timersOn(PriorityQueueStateType.HEAP);
        BackendUnderTest.fresh(ofTheJob, log).close();
        assertThat(ofTheJob.getPriorityQueueStateType()).isEqualTo(PriorityQueueStateType.HEAP);
    }

    @Test
    void withoutAChangelogTheyWouldBeLostSoTheRestoreIsRefusedByTheNameOfTheOption()
            throws Exception {
        KeyedStateHandle checkpoint = materializedWithATimer();
        assertThatThrownBy(() -> switchedOff(PriorityQueueStateType.HEAP, checkpoint))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(RocksDBOptions.TIMER_SERVICE_FACTORY.key() + ": ROCKSDB");
        try (BackendUnderTest after = switchedOff(PriorityQueueStateType.ROCKSDB, checkpoint)) {
            assertThat(new StatesUnderTest(after.backend()).timers.peek()).isEqualTo(timer());
        }
    }

    @Test
    void aBackendOfTheUsersThatKeepsThemOnTheHeapIsRefusedByTheNameOfTheOption() throws Exception {
        EmbeddedRocksDBStateBackend ofTheUser = new EmbeddedRocksDBStateBackend(true) {};
        ofTheUser.setPriorityQueueStateType(PriorityQueueStateType.HEAP);
        try (BackendUnderTest task = BackendUnderTest.fresh(ofTheUser, log)) {
            assertThatThrownBy(() -> new StatesUnderTest(task.backend()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining(RocksDBOptions.TIMER_SERVICE_FACTORY.key());
        }
    }

    private KeyedStateHandle materializedWithATimer() throws Exception {
        try (BackendUnderTest before =
                BackendUnderTest.fresh(timersOn(PriorityQueueStateType.HEAP), log)) {
            StatesUnderTest states = new StatesUnderTest(before.backend());
            states.select(1, 2);
            states.timers.add(timer());
            before.materialize();
            return before.checkpoint(1);
        }
    }

    private BackendUnderTest switchedOff(PriorityQueueStateType timers, KeyedStateHandle checkpoint)
            throws Exception {
        return BackendUnderTest.create(
                new DeactivatedChangelogStateBackend(timersOn(timers)),
                log,
                BackendUnderTest.all(),
                List.of(checkpoint));
    }

    private static TimerHeapInternalTimer<Integer, Integer> timer() {
        return new TimerHeapInternalTimer<>(10, 1, 2);
    }

    private static EmbeddedRocksDBStateBackend timersOn(PriorityQueueStateType type) {
        EmbeddedRocksDBStateBackend rocksDb = new EmbeddedRocksDBStateBackend(true);
        rocksDb.setPriorityQueueStateType(type);
        return rocksDb;
    }
}
