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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run in this process, with our changelog, and with all that can happen in a run but a rescale:
 * there can be one only. Nothing is judged by its time.
 */
@Timeout(120)
class ExperimentRunTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("benchmarks.repository"));

    @TempDir private Path folder;

    @Test
    void jobThatFailsOnceIsObservedAndItsRowsAreRight() throws Exception {
        RunId id = new RunId("catch-up", "WordCount fails", "ours", 0);
        RunRecord.Builder building = id.record("a commit");
        ExperimentRun.run(id, Profile.TINY, folder, REPOSITORY, building);
        RunRecord run = building.build();

        assertThat(run.flaws()).isEmpty();
        assertThat(run.figures())
                .extracting(Figure::name)
                .contains(
                        "failure: stop",
                        "failure: deploy",
                        "failure: restore",
                        "failure: of restore, InitializeState",
                        "failure: catch up",
                        "failure: downloaded, LOG");
        assertThat(run.series()).extracting(Series::name).contains("lag");
        assertThat(run.configuration().values())
                .noneMatch(value -> value.contains(folder.toString()));
    }
}
