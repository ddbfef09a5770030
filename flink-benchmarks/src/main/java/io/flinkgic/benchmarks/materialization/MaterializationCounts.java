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
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A metric reporter that hands out Flink's documented counters of materializations, for each
 * subtask, and the number of restarts. Thread-safe.
 */
public final class MaterializationCounts implements MetricReporter {

    private static final String STARTED = "startedMaterialization";
    private static final String COMPLETED = "completedMaterialization";
    private static final String FAILED = "failedMaterialization";

    /** Flink makes the reporter: there is no other way to meet it. */
    private static final List<Metered> FOUND = new CopyOnWriteArrayList<>();

    /** Over all attempts of a subtask in this process. */
    static MaterializationWatch.Counters counters() {
        return new MaterializationWatch.Counters() {
            @Override
            public long started(int subtask) {
                return sum(STARTED, String.valueOf(subtask));
            }

            @Override
            public long completed(int subtask) {
                return sum(COMPLETED, String.valueOf(subtask));
            }

            @Override
            public long failed(int subtask) {
                return sum(FAILED, String.valueOf(subtask));
            }
        };
    }

    /** By all subtasks of this process. */
    public static long started() {
        return FOUND.stream()
                .filter(found -> found.name.equals(STARTED))
                .mapToLong(Metered::value)
                .sum();
    }

    /** By each subtask of this process that has state which can be materialized. */
    public static Map<String, Long> completed() {
        return bySubtask(COMPLETED);
    }

    /** Whether each of them has completed one that began after this call. */
    public static BooleanSupplier anotherByEach() {
        Map<String, Long> wanted = bySubtask(STARTED);
        // what failed cannot be completed; what is under way is not the one
        bySubtask(FAILED).forEach((subtask, failed) -> wanted.merge(subtask, -failed, Long::sum));
        wanted.replaceAll((subtask, ended) -> ended + 1);
        return () -> {
            Map<String, Long> completed = completed();
            return wanted.entrySet().stream()
                    .allMatch(one -> completed.getOrDefault(one.getKey(), 0L) >= one.getValue());
        };
    }

    private static Map<String, Long> bySubtask(String name) {
        return FOUND.stream()
                .filter(found -> found.name.equals(name))
                .collect(
                        Collectors.groupingBy(
                                found -> found.subtask, Collectors.summingLong(Metered::value)));
    }

    static long restarts() {
        return sum("numRestarts", "");
    }

    /** A new cluster in this process: those of the one before do not count. */
    @Override
    public void open(MetricConfig config) {
        FOUND.clear();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (name.endsWith("edMaterialization") || name.equals("numRestarts")) {
            String subtask = group.getAllVariables().getOrDefault("<subtask_index>", "");
            // stock has the name of the group in that of the metric
            FOUND.add(new Metered(name.substring(name.indexOf('.') + 1), subtask, metric));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

    @Override
    public void close() {}

    private static long sum(String name, String subtask) {
        return FOUND.stream()
                .filter(found -> found.name.equals(name) && found.subtask.equals(subtask))
                .mapToLong(Metered::value)
                .sum();
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new MaterializationCounts();
        }
    }

    private static final class Metered {

        private final String name;
        private final String subtask;
        private final Metric metric;

        Metered(String name, String subtask, Metric metric) {
            this.name = name;
            this.subtask = subtask;
            this.metric = metric;
        }

        long value() {
            if (metric instanceof Counter) {
                return ((Counter) metric).getCount();
            }
            return ((Number) ((Gauge<?>) metric).getValue()).longValue();
        }
    }
}
