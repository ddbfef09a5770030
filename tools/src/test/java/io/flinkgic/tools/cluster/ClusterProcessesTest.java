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
package io.flinkgic.tools.cluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** With scripts that stand for Flink's. */
class ClusterProcessesTest {

    private static final String JOB = "0123456789abcdef0123456789abcdef";

    private static final JobProgram PROGRAM =
            new JobProgram("a.Job", Path.of("/job.jar"), 2, List.of("--rate")).with(List.of("5"));

    @TempDir private Path directory;

    private FlinkHome home;
    private ClusterProcesses processes;

    @BeforeEach
    void installFakeFlink() throws IOException {
        Files.createDirectories(directory.resolve("flink/bin"));
        Files.createDirectories(directory.resolve("flink/lib"));
        Files.createDirectories(directory.resolve("flink/conf"));
        Files.createDirectory(directory.resolve("log"));
        Files.writeString(directory.resolve("flink/conf/log4j.properties"), "x");
        script("jobmanager.sh", "exec sleep 600");
        script("taskmanager.sh", "sleep 600 & echo $! > \"$FLINK_LOG_DIR/child\"; wait");
        script("flink", "echo \"submitted with JobID " + JOB + " $*\"");
        home = FlinkHome.at(directory.resolve("flink"));
        ConfigurationDirectory configuration =
                ConfigurationDirectory.create(
                        directory.resolve("conf"), home, Map.of("b", "2", "a", "1"));
        processes = new ClusterProcesses(home, configuration, directory.resolve("log"), directory);
    }

    @AfterEach
    void killAll() {
        processes.close();
    }

    @Test
    void configurationIsWrittenBesideTheInstallation() {
        assertThat(directory.resolve("conf/flink-conf.yaml")).hasContent("a: 1\nb: 2\n");
        assertThat(directory.resolve("conf/log4j.properties")).hasContent("x");
        assertThat(directory.resolve("flink/conf/flink-conf.yaml")).doesNotExist();
    }

    @Test
    void closeLeavesNoProcessBehind() throws IOException {
        FlinkProcess jobManager = processes.startJobManager(1, Map.of());
        FlinkProcess taskManager = processes.startTaskManager(1);
        ProcessHandle child = ProcessHandle.of(childPid()).orElseThrow();
        assertThat(jobManager.running()).isTrue();

        processes.close();

        assertThat(jobManager.running()).isFalse();
        assertThat(taskManager.running()).isFalse();
        await().until(() -> !child.isAlive());
    }

    @Test
    void processesKeepTheirTemporaryFilesInTheGivenDirectory() throws Exception {
        script("flink", "echo \"JobID " + JOB + " $FLINK_ENV_JAVA_OPTS\"");

        processes.submit(List.of("--fromSavepoint", "s"), PROGRAM);

        assertThat(directory.resolve("log/client.out"))
                .content()
                .contains("-Djava.io.tmpdir=" + directory);
    }

    @Test
    void killEndsOneProcessAndNoOther() throws Exception {
        FlinkProcess victim = processes.startTaskManager(1);
        FlinkProcess other = processes.startJobManager(1, Map.of());

        victim.kill();

        assertThat(victim.running()).isFalse();
        assertThat(other.running()).isTrue();
    }

    @Test
    void nothingCanBeStartedAfterClose() {
        processes.close();

        assertThatThrownBy(() -> processes.startJobManager(1, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("jobmanager");
    }

    @Test
    void submitReturnsTheJobIdThatTheClientPrinted() throws Exception {
        assertThat(processes.submit(List.of("--fromSavepoint", "s"), PROGRAM)).isEqualTo(JOB);
        assertThat(directory.resolve("log/client.out"))
                .content()
                .contains(
                        "run --detached --fromSavepoint s --parallelism 2 --class a.Job /job.jar"
                                + " --rate 5");
    }

    @Test
    void jobManagerOfOneJobIsToldOfItBeforeTheJobsOwnArguments() throws Exception {
        script("standalone-job.sh", "echo $*");

        FlinkProcess jobManager =
                processes.startApplication(7, Map.of("rest.port", "1"), PROGRAM, JOB);

        assertThat(jobManager.name()).isEqualTo("jobmanager-7");
        await().until(() -> !jobManager.running());
        assertThat(jobManager.log())
                .content()
                .contains(
                        "start-foreground -Drest.port=1 --jars local:///job.jar --job-id "
                                + JOB
                                + " -Dparallelism.default=2 --job-classname a.Job --rate 5");
    }

    @Test
    void terminatedProcessMaySayGoodBye() throws Exception {
        script(
                "taskmanager.sh",
                "trap 'echo good-bye; exit 0' TERM; echo up; while true; do sleep 0.05; done");
        FlinkProcess leaving = processes.startTaskManager(1);
        await().until(() -> Files.readString(leaving.log()).contains("up"));

        leaving.terminate(Duration.ofSeconds(20));

        assertThat(leaving.running()).isFalse();
        assertThat(leaving.log()).content().contains("good-bye");
    }

    @Test
    void processThatDoesNotListenIsNamed() throws Exception {
        script("taskmanager.sh", "trap '' TERM; echo up; while true; do sleep 0.05; done");
        FlinkProcess stubborn = processes.startTaskManager(1);
        await().until(() -> Files.readString(stubborn.log()).contains("up"));

        assertThatThrownBy(() -> stubborn.terminate(Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("taskmanager-1 did not end by SIGTERM");
    }

    @Test
    void failedSubmitShowsWhatTheClientPrinted() throws IOException {
        script("flink", "echo 'no such class'; exit 3");

        assertThatThrownBy(() -> processes.submit(List.of("--fromSavepoint", "s"), PROGRAM))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("client failed with exit code 3")
                .hasMessageContaining("no such class");
    }

    @Test
    void clientThatNamesNoJobIsAFailure() throws IOException {
        script("flink", "echo done");

        assertThatThrownBy(() -> processes.submit(List.of("--fromSavepoint", "s"), PROGRAM))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("named no JobID:\ndone");
    }

    @Test
    void directoryThatIsNoInstallationIsRefusedWithWhatIsMissing() {
        assertThatThrownBy(() -> FlinkHome.at(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("jobmanager.sh is missing");
    }

    private long childPid() {
        Path file = directory.resolve("log/child");
        await().until(() -> Files.exists(file) && !Files.readString(file).isBlank());
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void script(String name, String body) throws IOException {
        Path script = directory.resolve("flink/bin").resolve(name);
        Files.writeString(script, "#!/usr/bin/env bash\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
