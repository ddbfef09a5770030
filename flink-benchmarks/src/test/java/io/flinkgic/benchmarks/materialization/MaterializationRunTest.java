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

import org.apache.flink.configuration.Configuration;

import io.flinkgic.benchmarks.report.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the benchmark once, in this process, with our changelog. Nothing is judged by its time. */
@Timeout(120)
class MaterializationRunTest {

    @TempDir private Path folder;

    @Test
    void aTinyJobIsObserved() throws Exception {
        Observations seen = MaterializationRun.of(Scale.TINY, folder, new Configuration());
        new RawSeries(seen).write(folder.resolve("results"), "tiny");
        Figures figures = Evaluation.of(seen, Scale.TINY.interval());

        assertThat(figures.of("checkpoints completed").orElseThrow()).isPositive();
        assertThat(figures.of("materializations begun").orElseThrow()).isPositive();
        assertThat(figures.of("materializations failed").orElseThrow()).isZero();
        assertThat(figures.of("upload MB/s, materialized: mean").orElseThrow()).isPositive();
        assertThat(figures.of("upload MB/s, log: mean").orElseThrow()).isPositive();
        assertThat(figures.of("longest task pause ms, at a start: max").orElseThrow()).isPositive();
        for (String series : new String[] {"seconds", "checkpoints", "materializations"}) {
            assertThat(Files.readAllLines(folder.resolve("results/tiny-" + series + ".csv")))
                    .as(series)
                    .hasSizeGreaterThan(1);
        }
    }
}
