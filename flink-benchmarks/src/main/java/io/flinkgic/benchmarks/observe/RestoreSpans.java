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
package io.flinkgic.benchmarks.observe;

import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.traces.Span;
import org.apache.flink.traces.reporter.TraceReporter;
import org.apache.flink.traces.reporter.TraceReporterFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/** What Flink tells of the initialization of each attempt of the job in this process. */
public final class RestoreSpans implements TraceReporter {

    /** Flink makes the reporter: there is no other way to meet it. */
    private static final List<Map<String, Object>> INITIALIZATIONS = new CopyOnWriteArrayList<>();

    /** How many attempts have told. */
    static int number() {
        return INITIALIZATIONS.size();
    }

    /**
     * Of the subtask that took longest.
     *
     * @param attempt from 0
     * @return nothing, if no subtask did that
     */
    static OptionalLong longestMs(int attempt, String step) {
        Object longest = INITIALIZATIONS.get(attempt).get("max" + step + "DurationMs");
        return longest == null
                ? OptionalLong.empty()
                : OptionalLong.of(((Number) longest).longValue());
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedSpan(Span span) {
        if (span.getName().equals("JobInitialization")) {
            INITIALIZATIONS.add(new HashMap<>(span.getAttributes()));
        }
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements TraceReporterFactory {

        @Override
        public TraceReporter createTraceReporter(Properties properties) {
            return new RestoreSpans();
        }
    }
}
