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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

class MaterializationCountsTest {

    private final MaterializationCounts reporter = new MaterializationCounts();

    @BeforeEach
    @AfterEach
    void noCluster() {
        reporter.open(new MetricConfig());
    }

    @Test
    void aSubtaskHasTheSumOfItsAttempts() {
        subtask("0").completed.inc(3);
        subtask("0").completed.inc(4);
        subtask("1").started.inc();

        assertThat(MaterializationCounts.completed()).isEqualTo(Map.of("0", 7L, "1", 0L));
        assertThat(MaterializationCounts.started()).isEqualTo(1);
    }

    @Test
    void countersOfStockHaveTheirGroupInTheName() {
        Gauge<Long> gauge = () -> 5L;
        reporter.notifyOfAddedMetric(
                gauge, "Changelog.completedMaterialization", new SubtaskGroup("0"));

        assertThat(MaterializationCounts.completed()).isEqualTo(Map.of("0", 5L));
    }

    @Test
    void anotherByEachIsOneThatBeganAfterTheCall() {
        Counts busy = subtask("0");
        Counts idle = subtask("1");
        busy.started.inc(2);
        busy.failed.inc();
        BooleanSupplier another = MaterializationCounts.anotherByEach();

        busy.completed.inc();
        idle.completed.inc();
        assertThat(another.getAsBoolean()).as("the busy one's was under way").isFalse();

        busy.completed.inc();
        assertThat(another.getAsBoolean()).isTrue();
    }

    private Counts subtask(String index) {
        Counts counts = new Counts();
        SubtaskGroup group = new SubtaskGroup(index);
        reporter.notifyOfAddedMetric(counts.started, "startedMaterialization", group);
        reporter.notifyOfAddedMetric(counts.completed, "completedMaterialization", group);
        reporter.notifyOfAddedMetric(counts.failed, "failedMaterialization", group);
        return counts;
    }

    private static final class Counts {
        final Counter started = new SimpleCounter();
        final Counter completed = new SimpleCounter();
        final Counter failed = new SimpleCounter();
    }

    private static final class SubtaskGroup extends UnregisteredMetricsGroup {

        private final String index;

        SubtaskGroup(String index) {
            this.index = index;
        }

        @Override
        public Map<String, String> getAllVariables() {
            return Map.of("<subtask_index>", index);
        }
    }
}
