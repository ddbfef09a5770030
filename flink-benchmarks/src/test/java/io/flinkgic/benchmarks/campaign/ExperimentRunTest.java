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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.runs.Series;
import io.flinkgic.benchmarks.store.StoreChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run, with our changelog, and with all that can happen in a run but a rescale. Nothing is
 * judged by its time.
 */
@Timeout(120)
class ExperimentRunTest {

    private static final RunId FAILURE = new RunId("catch-up", "WordCount fails", "ours", 0);
    private static final RunId SPEED = new RunId("checkpoint-speed", "WordCount", "ours", 1);
    private static final RunId RESOURCES = new RunId("resources", "WordCount", "ours", 1);

    @TempDir private Path folder;
    @TempDir private Path records;

    @ParameterizedTest
    @EnumSource
    void jobThatFailsOnceIsObservedAndItsRowsAreRight(StoreChoice store) throws Exception {
        run(store, List.of(FAILURE));

        RunRecord run = only(FAILURE);

        assertThat(run.flaws()).isEmpty();
        assertThat(run.figures())
                .extracting(Figure::name)
                .contains(
                        "failure: stop",
                        "failure: deploy",
                        "failure: restore",
                        "failure: of restore, InitializeState",
                        "failure: catch up",
                        "failure: downloaded, LOG",
                        "records that the source replayed");
        assertThat(run.figures())
                .filteredOn(
                        figure ->
                                figure.name().equals("failure: downloaded, LOG")
                                        || figure.name().equals("records that the source replayed"))
                .allMatch(figure -> figure.value() > 0);
        assertThat(run.series()).extracting(Series::name).contains("lag");
        assertThat(run.configuration().values())
                .noneMatch(value -> value.contains(folder.toString()));
        assertThat(records.resolve(run.fileName() + ".md"))
                .content()
                .contains(
                        "| `count -> committed rows: Writer -> committed rows: Committer (N/N)#N`");
    }

    @Test
    void experimentsThatShareARunGetTheirOwnFiguresOfIt() throws Exception {
        run(StoreChoice.simulated, List.of(SPEED, RESOURCES));

        RunRecord speed = only(SPEED);
        RunRecord resources = only(RESOURCES);

        assertThat(speed.isOfAnother()).isFalse();
        assertThat(speed.figures())
                .extracting(Figure::name)
                .contains("duration, mean")
                .doesNotContain("processors, tasks and sources");
        assertThat(resources.isOfAnother()).isTrue();
        assertThat(resources.environment()).containsEntry("run of", "checkpoint-speed, WordCount");
        assertThat(resources.figures())
                .extracting(Figure::name)
                .contains("processors, tasks and sources")
                .doesNotContain("duration, mean");
        assertThat(resources.environment()).containsAllEntriesOf(speed.environment());
        assertThat(resources.configuration()).isEqualTo(speed.configuration());
        assertThat(resources.flaws()).isEqualTo(speed.flaws());
    }

    private RunRecord only(RunId id) throws IOException {
        String name =
                RunId.records(List.of(id), "a commit", StoreChoice.simulated)
                        .get(0)
                        .build()
                        .fileName();
        return RunRecord.read(records.resolve(name + ".json"));
    }

    /** In a process of its own: what a run counts with is there once in each. */
    private void run(StoreChoice store, List<RunId> ids) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ExperimentRun.class.getName()));
        ids.forEach(id -> command.addAll(id.arguments()));
        command.add("--profile=" + Profile.TINY);
        command.add("--store=" + store);
        command.add("--folder=" + folder);
        command.add("--records=" + records);
        command.add("--recordings=" + records);
        command.add("--commit=a commit");
        command.add("--repository=" + System.getProperty("benchmarks.repository"));
        Path log = records.resolve("log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            int exitCode = process.waitFor();
            assertThat(exitCode).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
