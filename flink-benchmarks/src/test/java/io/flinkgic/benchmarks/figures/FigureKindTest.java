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

import org.apache.flink.changelog.testkit.objectstore.RequestKind;

import io.flinkgic.benchmarks.observe.ObservedBuilder;
import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.workload.Workload;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Known figures of what was seen from 10 s to 20 s. */
class FigureKindTest {

    private static final Workload WORDS = Workload.wordCount(10, 8, 100);

    private final ObservedBuilder seen = new ObservedBuilder();

    @Test
    void onlyCheckpointsThatAreTriggeredInThatTimeCount() {
        seen.checkpoint(9_999, 9_000, 90_000_000, 90_000_000)
                .checkpoint(10_000, 100, 1_000_000, 5_000_000)
                .checkpoint(15_000, 300, 3_000_000, 7_000_000)
                .checkpoint(20_001, 9_000, 90_000_000, 90_000_000);

        assertThat(figures(FigureKind.CHECKPOINTS, WORDS))
                .containsEntry("completed, of each minute", 12.0)
                .containsEntry("expired", 0.0)
                .containsEntry("duration, mean", 200.0)
                .containsEntry("duration, p50", 100.0)
                .containsEntry("duration, longest", 300.0)
                .containsEntry("duration, range", 200.0)
                .containsEntry("duration, standard deviation", 100.0)
                .containsEntry("longest time between two triggers", 5_000.0)
                .containsEntry("increment, mean", 2.0)
                .containsEntry("full size, mean", 6.0);
        assertThat(points(FigureKind.STABILITY, WORDS, "checkpoint duration"))
                .containsExactly("0.0 100.0", "5.0 300.0");
    }

    @Test
    void requestsAreThoseOfAMinuteAndMetadataThatOfACheckpoint() {
        seen.requests(RequestKind.PUT, 30)
                .checkpoint(10_000, 1, 0, 0)
                .checkpoint(15_000, 1, 0, 0)
                .uploaded(10_999, "chk-1/_metadata", 90_000) // not in a whole second of that time
                .uploaded(11_000, "chk-1/_metadata", 4_000)
                .uploaded(19_999, "chk-2/_metadata", 5_000)
                .uploaded(20_000, "chk-3/_metadata", 90_000);

        assertThat(figures(FigureKind.REQUESTS, WORDS))
                .containsEntry("PUT requests, of each minute", 180.0)
                .containsEntry("GET requests, of each minute", 0.0)
                .containsEntry("metadata of a checkpoint", 5.0); // two in ten seconds, of nine
    }

    @Test
    void networkAndProcessorsAreThoseOfSeconds() {
        seen.sample(10_000, 500, 0)
                .sample(11_000, 1_500, 0)
                .sample(9_500, 9_000, 0)
                .sample(19_500, 9_000, 0)
                .uploaded(12_000, "dstl/a", 10_000_000)
                .uploaded(12_500, "taskowned/b", 8_000_000);

        assertThat(figures(FigureKind.RESOURCES, WORDS))
                .containsEntry("processors, peak second", 1.5)
                .containsEntry("processors, mean", 1.0)
                .containsEntry("processors, standard deviation", 0.5)
                .containsEntry("network, peak second", 18.0)
                .containsEntry("network, mean", 2.0); // of nine whole seconds
    }

    @Test
    void fullSizeIsThatOfTheRecordsInWindowsTimesAFactor() {
        Workload windows =
                Workload.slidingWindow(10, 2_000, Duration.ofSeconds(10), Duration.ofSeconds(1));
        seen.checkpoint(10_000, 1, 0, 20_000_000)
                .checkpoint(15_000, 1, 0, 30_000_000)
                .uploaded(12_000, "dstl/a", 1);

        assertThat(figures(FigureKind.SPACE, windows))
                .containsEntry("records in windows", 10.0)
                .containsEntry("space amplification, mean", 2.5)
                .containsEntry("space amplification, largest", 3.0)
                // 2 MB are written to windows in a second, and materialized after four
                .containsEntry("full size by the formula, mean", 14.0)
                .containsEntry("full size by the formula, largest", 18.0);
    }

    @Test
    void recordsAreThoseOfASecond() {
        seen.records(50_000);

        assertThat(figures(FigureKind.THROUGHPUT, WORDS))
                .containsEntry("records per second", 5_000.0);
    }

    @Test
    void rowsCountByHowLongTheyWaited() {
        seen.waited(10, 98).waited(20, 1).waited(30, 1);

        assertThat(figures(FigureKind.COMMITS, WORDS))
                .containsEntry("until committed, p50", 10.0)
                .containsEntry("until committed, p99", 20.0)
                .containsEntry("until committed, longest", 30.0);
    }

    @Test
    void lagIsSeenOftenerDuringARecovery() {
        seen.sample(10_000, 0, 5)
                .sample(12_000, 0, 700)
                .recovery(
                        "failure",
                        Map.of("all", 1_500L),
                        new TreeMap<>(Map.of(12_010L, 400L, 12_020L, 410L)));

        assertThat(figures(FigureKind.RECOVERY, WORDS)).containsEntry("failure: all", 1_500.0);
        assertThat(points(FigureKind.RECOVERY, WORDS, "lag"))
                .containsExactly("1.0 0.005", "2.01 0.4", "2.02 0.41", "3.0 0.7");
    }

    @Test
    void metadataStandsBesideTheCheckpointsSinceAMaterialization() {
        seen.metadata(10_999, 1, 1).metadata(11_000, 2_000, 3).metadata(12_500, 4_000, 4.5);

        assertThat(points(FigureKind.COORDINATOR, WORDS, "metadata of a checkpoint"))
                .containsExactly("1.0 2.0", "2.5 4.0");
        assertThat(
                        points(
                                FigureKind.COORDINATOR,
                                WORDS,
                                "checkpoints since a materialization, mean"))
                .containsExactly("1.0 3.0", "2.5 4.5");
    }

    private Map<String, Double> figures(FigureKind kind, Workload workload) {
        return record(kind, workload).figures().stream()
                .collect(Collectors.toMap(Figure::name, Figure::value));
    }

    private List<String> points(FigureKind kind, Workload workload, String series) {
        return record(kind, workload).series().stream()
                .filter(one -> one.name().equals(series))
                .flatMap(one -> one.points().stream())
                .map(point -> point.second() + " " + point.value())
                .collect(Collectors.toList());
    }

    private RunRecord record(FigureKind kind, Workload workload) {
        RunRecord.Builder run = new RunRecord.Builder("experiment", "subject", "variant", 0);
        kind.addTo(run, seen.build(workload));
        return run.build();
    }
}
