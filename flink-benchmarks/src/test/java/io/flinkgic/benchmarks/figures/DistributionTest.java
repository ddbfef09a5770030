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

import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import static org.assertj.core.api.Assertions.assertThat;

class DistributionTest {

    private final RunRecord.Builder run = new RunRecord.Builder("e", "s", "v", 0);

    @Test
    void percentilesAreValuesThatOccurred() {
        new Distribution(DoubleStream.of(4, 1, 2, 3)).addTo(run, "duration", "ms");
        assertThat(figures())
                .containsEntry("duration, mean", 2.5)
                .containsEntry("duration, p50", 2.0)
                .containsEntry("duration, p99", 4.0)
                .containsEntry("duration, longest", 4.0);
    }

    @Test
    void deviationIsThatOfAllValues() {
        new Distribution(DoubleStream.of(2, 4, 4, 4, 5, 5, 7, 9)).addPeakTo(run, "network", "MB/s");
        assertThat(figures())
                .containsEntry("network, peak second", 9.0)
                .containsEntry("network, mean", 5.0)
                .containsEntry("network, standard deviation", 2.0);
    }

    @Test
    void nothingHappenedIsNoFigure() {
        new Distribution(DoubleStream.empty()).addTo(run, "duration", "ms");
        new Distribution(DoubleStream.empty()).addPeakTo(run, "network", "MB/s");
        assertThat(figures()).isEmpty();
    }

    @Test
    void waitsCountAsOftenAsRowsWaited() {
        TreeMap<Long, Long> waits = new TreeMap<>(Map.of(10L, 98L, 500L, 1L, 900L, 1L));
        assertThat(CommitFigures.percentile(0.5, waits)).isEqualTo(10);
        assertThat(CommitFigures.percentile(0.99, waits)).isEqualTo(500);
        assertThat(CommitFigures.percentile(1, waits)).isEqualTo(900);
    }

    private Map<String, Double> figures() {
        return run.build().figures().stream()
                .collect(Collectors.toMap(Figure::name, Figure::value));
    }
}
