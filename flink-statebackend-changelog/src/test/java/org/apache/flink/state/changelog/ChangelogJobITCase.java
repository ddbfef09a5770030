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

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** A job in a cluster: checkpoints, materializations, failures, exact results. */
class ChangelogJobITCase {

    private static final int KEYS = 50;
    private static final int RECORDS = 60_000;
    private static final int FAILURES = 2;

    @RegisterExtension
    private static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(2)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    @TempDir private Path checkpoints;

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void everyRecordCountsOnceThoughTheJobFails(String backend) throws Exception {
        Counter.RESULTS.clear();
        Faulty.FAILED.set(0);
        Configuration config = new Configuration();
        config.set(StateBackendOptions.STATE_BACKEND, backend);
        config.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
        config.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "memory");
        config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMillis(100));
        config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FAILURES);
        config.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
        env.setParallelism(2);
        env.enableCheckpointing(40);
        env.fromSequence(0, RECORDS - 1)
                .map(new Faulty())
                .keyBy(number -> (int) (number % KEYS))
                .process(new Counter())
                .sinkTo(new DiscardingSink<>());
        env.execute();

        assertThat(Faulty.FAILED).hasValue(FAILURES);
        assertThat(Counter.RESULTS).hasSize(KEYS);
        assertThat(Counter.RESULTS.values()).containsOnly((long) (RECORDS / KEYS));
    }

    /** Limits the rate, and fails at the eighth checkpoint until it has failed enough. */
    private static final class Faulty extends RichMapFunction<Long, Long>
            implements CheckpointListener {

        private static final long serialVersionUID = 1L;

        private static final AtomicInteger FAILED = new AtomicInteger();

        private int completed;

        @Override
        public Long map(Long number) {
            // Time enough for the checkpoints of each failure, also where they are slow.
            LockSupport.parkNanos(FAILED.get() < FAILURES ? 1_000_000 : 100_000);
            return number;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) throws Exception {
            completed++;
            boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
            if (first && completed == 8 && FAILED.get() < FAILURES) {
                FAILED.incrementAndGet();
                throw new Exception("A failure for the test.");
            }
        }
    }

    /** Counts the records of a key three ways, the last by timers. */
    private static final class Counter extends KeyedProcessFunction<Integer, Long, Long> {

        private static final long serialVersionUID = 1L;

        private static final Map<Integer, Long> RESULTS = new ConcurrentHashMap<>();

        private transient ReducingState<Long> count;
        private transient MapState<Long, Long> perThousand;

        @Override
        public void open(OpenContext openContext) {
            count =
                    getRuntimeContext()
                            .getReducingState(
                                    new ReducingStateDescriptor<>("count", Long::sum, Long.class));
            perThousand =
                    getRuntimeContext()
                            .getMapState(new MapStateDescriptor<>("parts", Long.class, Long.class));
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> out)
                throws Exception {
            count.add(1L);
            Long part = perThousand.get(number / 1_000);
            perThousand.put(number / 1_000, part == null ? 1L : part + 1);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }

        @Override
        public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out)
                throws Exception {
            long sum = 0;
            for (long part : perThousand.values()) {
                sum += part;
            }
            RESULTS.put(context.getCurrentKey(), sum == count.get() ? sum : -1);
        }
    }
}
