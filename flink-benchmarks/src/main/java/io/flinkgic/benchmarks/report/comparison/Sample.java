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
package io.flinkgic.benchmarks.report.comparison;

import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** One figure of the runs of one variant. What has flaws is kept apart. Immutable. */
final class Sample {

    /** Ascending. */
    private final List<Double> counted;

    private final List<Double> flawed;

    private Sample(List<Double> counted, List<Double> flawed) {
        this.counted = counted;
        this.flawed = flawed;
        Collections.sort(counted);
    }

    static Sample of(String figure, List<RunRecord> runs) {
        List<Double> counted = new ArrayList<>();
        List<Double> flawed = new ArrayList<>();
        for (RunRecord run : runs) {
            for (Figure candidate : run.figures()) {
                if (candidate.name().equals(figure)) {
                    (run.valid() ? counted : flawed).add(candidate.value());
                }
            }
        }
        return new Sample(counted, flawed);
    }

    /** Of valid runs. */
    int size() {
        return counted.size();
    }

    /** None without a valid run; the middle of the middle two, if they are even in number. */
    OptionalDouble median() {
        return median(counted);
    }

    /**
     * @param ascending in order
     */
    static OptionalDouble median(List<Double> ascending) {
        int size = ascending.size();
        if (size == 0) {
            return OptionalDouble.empty();
        }
        double upper = ascending.get(size / 2);
        return OptionalDouble.of(
                size % 2 == 1 ? upper : ascending.get(size / 2 - 1) / 2 + upper / 2);
    }

    /** Of valid runs, in ascending order. */
    List<Double> counted() {
        return Collections.unmodifiableList(counted);
    }

    /** In the order of the runs. */
    List<Double> flawed() {
        return Collections.unmodifiableList(flawed);
    }

    boolean isEmpty() {
        return counted.isEmpty() && flawed.isEmpty();
    }
}
