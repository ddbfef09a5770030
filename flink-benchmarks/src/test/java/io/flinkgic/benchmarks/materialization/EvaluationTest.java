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

import io.flinkgic.benchmarks.materialization.ObservedMaterialization.Outcome;
import io.flinkgic.benchmarks.report.Figures;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluationTest {

    private static final long BEGIN_MS = 1_000_000;

    private final Figures figures =
            Evaluation.of(
                    new Observations(
                            span(0, 60_000),
                            List.of(
                                    new ObservedCheckpoint(1, span(-500, 900), true),
                                    new ObservedCheckpoint(2, span(1_000, 1_100), true),
                                    new ObservedCheckpoint(3, span(10_500, 12_500), true),
                                    new ObservedCheckpoint(4, span(13_000, 23_000), false)),
                            List.of(
                                    new ObservedMaterialization(
                                            0, span(10_000, 20_000), Outcome.COMPLETED),
                                    new ObservedMaterialization(
                                            1, span(40_000, 60_000), Outcome.UNFINISHED)),
                            List.of(span(12_000, 20_000)),
                            List.of(
                                    pause(0, 9_500, 100),
                                    pause(0, 12_500, 300),
                                    pause(1, 12_500, 900),
                                    pause(1, 40_500, 200),
                                    pause(0, 30_000, 7)),
                            new TreeMap<>()),
                    Duration.ofSeconds(15));

    @Test
    void checkpointsBesideAnUploadAreToldApart() {
        assertFigure("checkpoint ms, during one: max", 2_000);
        assertFigure("checkpoint ms, no materialization: max", 100);
        assertFigure("checkpoint p99, during one / without", 20);
    }

    @Test
    void whatBeganBeforeIsLeftOut() {
        assertFigure("checkpoints completed", 2);
    }

    @Test
    void failedCheckpointsAreCountedAndHaveNoDuration() {
        assertFigure("checkpoints failed or expired", 1);
    }

    @Test
    void theTimeWithoutACheckpointLastsToTheEnd() {
        assertFigure("longest time without a completed checkpoint ms", 47_500);
    }

    @Test
    void aPauseBelongsToTheStartOfItsOwnSubtaskUpToTheFirstUpload() {
        assertFigure("longest task pause ms, at a start: max", 300);
        assertFigure("longest task pause ms, at a start: p50", 200);
        assertFigure("longest task pause ms, in 2 s elsewhere: max", 7);
    }

    @Test
    void oneThatIsNotDoneWithinTheIntervalIsLate() {
        assertFigure("materializations begun", 2);
        assertFigure("materializations longer than the interval", 1);
        assertFigure("materialization ms: max", 10_000);
    }

    private void assertFigure(String name, double expected) {
        assertThat(figures.of(name)).as(name).hasValue(expected);
    }

    private static Span span(long beginMs, long endMs) {
        return new Span(BEGIN_MS + beginMs, BEGIN_MS + endMs);
    }

    private static Pause pause(int subtask, long endMs, long durationMs) {
        return new Pause(subtask, BEGIN_MS + endMs, Duration.ofMillis(durationMs));
    }
}
