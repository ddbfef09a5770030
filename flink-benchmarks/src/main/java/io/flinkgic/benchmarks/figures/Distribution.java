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
package io.flinkgic.benchmarks.figures;

import io.flinkgic.benchmarks.report.Figures;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.stream.DoubleStream;

/** Values of one thing. Immutable. */
final class Distribution {

    private final double[] values;

    Distribution(DoubleStream values) {
        this.values = values.toArray();
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    double mean() {
        return DoubleStream.of(values).average().orElse(0);
    }

    double max() {
        return DoubleStream.of(values).max().orElse(0);
    }

    double min() {
        return DoubleStream.of(values).min().orElse(0);
    }

    double standardDeviation() {
        double mean = mean();
        return Math.sqrt(
                DoubleStream.of(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(0));
    }

    double percentile(double share) {
        return Figures.percentile(share, values);
    }

    /** Mean and percentiles up to the largest; nothing if there are no values. */
    void addTo(RunRecord.Builder run, String name, String unit) {
        if (isEmpty()) {
            return;
        }
        run.figure(name + ", mean", unit, mean());
        run.figure(name + ", p50", unit, percentile(0.5));
        run.figure(name + ", p99", unit, percentile(0.99));
        run.figure(name + ", p99.9", unit, percentile(0.999));
        run.figure(name + ", longest", unit, max());
    }

    /** What a network or a processor must be made for; nothing if there are no values. */
    void addPeakTo(RunRecord.Builder run, String name, String unit) {
        if (isEmpty()) {
            return;
        }
        run.figure(name + ", peak second", unit, max());
        run.figure(name + ", mean", unit, mean());
        run.figure(name + ", standard deviation", unit, standardDeviation());
    }
}
