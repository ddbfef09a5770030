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

import io.flinkgic.benchmarks.process.ProcessUsage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Costs of one record in one run. Immutable. */
final class CostSample {

    /** In front of the line by which a process tells its parent. */
    private static final String MARK = "COST ";

    private final Map<Measure, Double> values;

    /** Takes ownership of the map, which has every measure. */
    CostSample(Map<Measure, Double> values) {
        this.values = values;
    }

    /**
     * @param usage while so many records were taken
     * @param task how the names of the keyed task's threads begin
     */
    static CostSample of(ProcessUsage usage, long records, String task) {
        Map<Measure, Double> costs = new EnumMap<>(Measure.class);
        costs.put(
                Measure.TIME, perRecord(TimeUnit.MILLISECONDS.toNanos(usage.uptimeMs()), records));
        costs.put(Measure.PROCESS_CPU, perRecord(usage.cpuNanosWithoutCompiler(), records));
        costs.put(Measure.TASK_CPU, perRecord(usage.cpuNanos(task), records));
        costs.put(Measure.PROCESS_ALLOCATION, perRecord(usage.allocatedBytes(), records));
        costs.put(Measure.TASK_ALLOCATION, perRecord(usage.allocatedBytes(task), records));
        return new CostSample(costs);
    }

    private static double perRecord(long cost, long records) {
        return (double) cost / records;
    }

    double of(Measure measure) {
        return values.get(measure);
    }

    /** Of each measure by itself. */
    static CostSample median(List<CostSample> samples) {
        Map<Measure, Double> medians = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            List<Double> sorted = new ArrayList<>();
            samples.forEach(sample -> sorted.add(sample.of(measure)));
            sorted.sort(Double::compare);
            int middle = sorted.size() / 2;
            double median =
                    sorted.size() % 2 == 1
                            ? sorted.get(middle)
                            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
            medians.put(measure, median);
        }
        return new CostSample(medians);
    }

    String format() {
        StringBuilder line = new StringBuilder(MARK);
        values.forEach(
                (measure, value) ->
                        line.append(String.format(Locale.ROOT, "%s=%.3f ", measure, value)));
        return line.toString().trim();
    }

    /** Empty if it is another line of the process. */
    static Optional<CostSample> parse(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (String word : line.substring(MARK.length()).split(" ")) {
            int equals = word.indexOf('=');
            values.put(
                    Measure.valueOf(word.substring(0, equals)),
                    Double.valueOf(word.substring(equals + 1)));
        }
        return Optional.of(new CostSample(values));
    }

    /** What is measured. */
    enum Measure {
        TIME("time ns/record, unlimited source"),
        PROCESS_CPU("CPU ns/record, all but compiler"),
        TASK_CPU("CPU ns/record, keyed task"),
        PROCESS_ALLOCATION("bytes/record, all threads"),
        TASK_ALLOCATION("bytes/record, keyed task");

        private final String title;

        Measure(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
