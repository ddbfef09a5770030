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
package org.apache.flink.state.changelog.table;

import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.state.changelog.BackendUnderTest;
import org.apache.flink.util.function.ThrowingRunnable;

import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FlushAheadTest {

    private static final String OLDER_AND_ACTIVE_MEMTABLES = "rocksdb.cur-size-all-mem-tables";
    private static final String FILES = "rocksdb.total-sst-files-size";

    @Test
    void afterItRocksDbHasNothingInMemoryButWhatWasWrittenSince() throws Exception {
        try (BackendUnderTest task = rocksDb()) {
            for (int key = 0; key < 200; key++) {
                state(task, key).update(new byte[100_000]);
            }
            ThrowingRunnable<Exception> ahead = FlushAhead.of(table(task)).orElseThrow();
            assertThat(aggregated(task, FILES)).isZero();
            long writtenBytes = aggregated(task, OLDER_AND_ACTIVE_MEMTABLES);

            runOnAnotherThread(ahead);
            assertThat(aggregated(task, FILES)).isPositive();
            assertThat(aggregated(task, OLDER_AND_ACTIVE_MEMTABLES)).isLessThan(writtenBytes);

            state(task, 200).update(new byte[100]);
            assertThat(state(task, 200).value()).hasSize(100);
            assertThat(state(task, 1).value()).hasSize(100_000);
        }
    }

    /** Two files for each materialization would be twice as many compactions. */
    @Test
    void littleIsLeftToTheSnapshot() throws Exception {
        try (BackendUnderTest task = rocksDb()) {
            state(task, 1).update(new byte[100_000]);
            runOnAnotherThread(FlushAhead.of(table(task)).orElseThrow());
            assertThat(aggregated(task, FILES)).isZero();
            assertThat(state(task, 1).value()).hasSize(100_000);
        }
    }

    @Test
    void aBackendWithoutStatesHasNothingToFlush() throws Exception {
        try (BackendUnderTest task = rocksDb()) {
            runOnAnotherThread(FlushAhead.of(table(task)).orElseThrow());
            assertThat(aggregated(task, FILES)).isZero();
        }
    }

    @Test
    void aBackendThatIsDisposedOfIsNotTouched() throws Exception {
        BackendUnderTest task = rocksDb();
        state(task, 1).update(new byte[1]);
        ThrowingRunnable<Exception> ahead = FlushAhead.of(table(task)).orElseThrow();
        task.close();
        assertThatThrownBy(ahead::run).isInstanceOf(IOException.class);
    }

    @Test
    @SuppressWarnings("unchecked")
    void aBackendThatIsNotAsExpectedIsLeftAlone() throws Exception {
        try (BackendUnderTest task = rocksDb()) {
            state(task, 1).update(new byte[1]);
            Map<Object, Object> states =
                    BackendInternals.field(table(task), "kvStateInformation", Map.class);
            states.put("of another version", "not what Flink 1.20 has there");
            assertThat(FlushAhead.of(table(task))).isEmpty();
            states.remove("of another version");
            assertThat(FlushAhead.of(table(task))).isPresent();
        }
    }

    @Test
    void theHeapHasNothingLikeIt() throws Exception {
        try (BackendUnderTest task =
                BackendUnderTest.fresh(
                        BackendUnderTest.heap(), new InMemoryStateChangelogStorage())) {
            assertThat(FlushAhead.of(table(task))).isEmpty();
        }
    }

    private static BackendUnderTest rocksDb() throws Exception {
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(true);
        // in the little that a test has, RocksDB would flush by itself before
        backend.getMemoryConfiguration().setUseManagedMemory(false);
        return BackendUnderTest.fresh(backend, new InMemoryStateChangelogStorage());
    }

    private static ValueState<byte[]> state(BackendUnderTest task, int key) throws Exception {
        task.backend().setCurrentKey(key);
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>("value", byte[].class));
    }

    private static AbstractKeyedStateBackend<?> table(BackendUnderTest task) {
        return (AbstractKeyedStateBackend<?>)
                ((TestableKeyedStateBackend<?>) task.backend()).getDelegatedKeyedStateBackend(true);
    }

    private static long aggregated(BackendUnderTest task, String property) throws RocksDBException {
        return BackendInternals.field(table(task), "db", RocksDB.class)
                .getAggregatedLongProperty(property);
    }

    private static void runOnAnotherThread(ThrowingRunnable<Exception> ahead) throws Exception {
        Thread thread = new Thread(ThrowingRunnable.unchecked(ahead), "flush");
        thread.start();
        thread.join();
    }
}
