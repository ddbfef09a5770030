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
package io.flinkgic.benchmarks.job;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** A metric reporter that hands out one counter: the records that the measured operator took. */
public final class RecordCount implements MetricReporter {

    /** Which operator, in the configuration of the reporter. */
    static final String OPERATOR = "operator";

    /** Flink makes the reporter, and this process has one: there is no other way to meet it. */
    private static final CompletableFuture<Counter> FOUND = new CompletableFuture<>();

    private String operator = "";

    /** Blocks until the operator runs. */
    static Counter await() throws Exception {
        return FOUND.get();
    }

    @Override
    public void open(MetricConfig config) {
        operator = config.getString(OPERATOR, "");
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (name.equals("numRecordsIn")
                && operator.equals(group.getAllVariables().get("<operator_name>"))) {
            FOUND.complete((Counter) metric);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}

    @Override
    public void close() {}

    /** Found by Flink's service loading. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new RecordCount();
        }
    }
}
