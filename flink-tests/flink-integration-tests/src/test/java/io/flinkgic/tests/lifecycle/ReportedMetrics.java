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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Remembers all metrics that a cluster in this JVM has registered and not dropped. */
public final class ReportedMetrics implements MetricReporter {

    private static final Map<Metric, String> NAMES = new ConcurrentHashMap<>();

    /** Of a cluster whose metrics are to be seen here. */
    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(
                ConfigOptions.key("metrics.reporter.test.factory.class")
                        .stringType()
                        .noDefaultValue(),
                Factory.class.getName());
        return configuration;
    }

    /**
     * The values of the metrics of which the name ends so: the numbers of counters and gauges, and
     * how many values a histogram has seen.
     */
    static LongStream values(String suffix) {
        return NAMES.entrySet().stream()
                .filter(named -> named.getValue().endsWith(suffix))
                .mapToLong(named -> value(named.getKey()));
    }

    private static long value(Metric metric) {
        switch (metric.getMetricType()) {
            case COUNTER:
                return ((Counter) metric).getCount();
            case GAUGE:
                return ((Number) ((Gauge<?>) metric).getValue()).longValue();
            case HISTOGRAM:
                return ((Histogram) metric).getCount();
            default:
                throw new AssertionError("Not expected: " + metric.getMetricType());
        }
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {
        NAMES.clear();
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        NAMES.put(metric, group.getMetricIdentifier(name));
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        NAMES.remove(metric);
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new ReportedMetrics();
        }
    }
}
