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
package io.flinkgic.tools.stage;

import io.flinkgic.tools.cluster.ClusterProcesses;
import io.flinkgic.tools.cluster.ConfigurationDirectory;
import io.flinkgic.tools.cluster.FlinkHome;
import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.rest.JobProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** With scripts that stand for Flink's. */
class DeploymentTest {

    private static final String CLIENTS_JOB = "0123456789abcdef0123456789abcdef";
    private static final JobProgram PROGRAM =
            new JobProgram("a.Job", Path.of("/job.jar"), 1, List.of());

    private final Deployment session = new SessionDeployment();
    private final Deployment reactive = new ReactiveDeployment(PROGRAM);

    @TempDir private Path directory;

    private ClusterProcesses processes;

    @BeforeEach
    void installFakeFlink() throws IOException {
        Path flink = directory.resolve("flink");
        for (String folder : List.of("bin", "lib", "conf")) {
            Files.createDirectories(flink.resolve(folder));
        }
        for (String name : List.of("jobmanager.sh", "taskmanager.sh", "standalone-job.sh")) {
            script(name, "echo this is " + name + " $*");
        }
        script("flink", "echo JobID " + CLIENTS_JOB);
        FlinkHome home = FlinkHome.at(flink);
        processes =
                new ClusterProcesses(
                        home,
                        ConfigurationDirectory.create(directory.resolve("conf"), home, Map.of()),
                        directory,
                        directory);
    }

    @AfterEach
    void killAll() {
        processes.close();
    }

    @Test
    void jobOfASessionIsWholeWithTheParallelismThatItAskedFor() {
        assertThat(session.isWhole(parallelism(1), 2)).isTrue();
        assertThat(session.isWhole(parallelism(2), 2)).isTrue();
    }

    @Test
    void jobInReactiveModeIsWholeWithATaskOnEachTaskManagerAndNoMore() {
        assertThat(reactive.isWhole(parallelism(1), 2)).isFalse();
        assertThat(reactive.isWhole(parallelism(2), 2)).isTrue();
        assertThat(reactive.isWhole(parallelism(3), 2)).isFalse();
    }

    @Test
    void jobManagerOfASessionKnowsNoJobUntilAClientSubmitsOne() throws Exception {
        assertThat(printed(session.startJobManager(processes, 1, Map.of())))
                .contains("this is jobmanager.sh start-foreground")
                .doesNotContain("a.Job");
        assertThat(session.submit(processes, List.of(), PROGRAM)).isEqualTo(CLIENTS_JOB);
    }

    @Test
    void everyJobManagerInReactiveModeHasTheSameJob() throws Exception {
        for (int number = 1; number <= 2; number++) {
            assertThat(printed(reactive.startJobManager(processes, number, Map.of())))
                    .contains("this is standalone-job.sh start-foreground")
                    .contains("--job-id " + ReactiveDeployment.JOB_ID)
                    .contains("--job-classname a.Job");
        }
        assertThat(reactive.submit(processes, List.of(), PROGRAM))
                .isEqualTo(ReactiveDeployment.JOB_ID);
        assertThat(directory.resolve("client.out")).doesNotExist();
    }

    @Test
    void jobInReactiveModeIsNotSubmittedOnceMore() {
        assertThatThrownBy(
                        () -> reactive.submit(processes, List.of("--fromSavepoint", "s"), PROGRAM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--fromSavepoint");
    }

    @Test
    void optionsOfTheClusterSayThatItIsInReactiveMode() throws Exception {
        WorkDirectory work = WorkDirectory.create("deployment-test");
        try {
            ClusterOptions options = ClusterOptions.of(work, Ports.free(), Backend.hashmap);
            assertThat(options.asMap()).doesNotContainKey("scheduler-mode");

            options.deployedBy(reactive);

            assertThat(options.asMap()).containsEntry("scheduler-mode", "reactive");
            assertThat(options.deployment()).isSameAs(reactive);
        } finally {
            work.delete();
        }
    }

    private static String printed(FlinkProcess process) throws IOException {
        await().until(() -> !process.running());
        return Files.readString(process.log());
    }

    private static JobProgress parallelism(int parallelism) {
        return new JobProgress("RUNNING", 2 * parallelism, 2 * parallelism, parallelism);
    }

    private void script(String name, String body) throws IOException {
        Path script = directory.resolve("flink/bin").resolve(name);
        Files.writeString(script, "#!/usr/bin/env bash\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
