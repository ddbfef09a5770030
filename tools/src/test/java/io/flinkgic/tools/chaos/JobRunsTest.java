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
package io.flinkgic.tools.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flinkgic.tools.cluster.FlinkHome;
import io.flinkgic.tools.job.JobKind;
import io.flinkgic.tools.job.Workload;
import io.flinkgic.tools.stage.Backend;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Ports;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With a client that numbers the jobs, and a JobManager that answers what it is told to. */
class JobRunsTest {

    private static final String FIRST = String.format("%032d", 1);
    private static final String SECOND = String.format("%032d", 2);

    /** Answers by method and path; a request without one is answered with status 404. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private final Map<String, String> received = new ConcurrentHashMap<>();

    @TempDir private Path directory;

    private HttpServer server;
    private WorkDirectory work;
    private LocalCluster cluster;
    private JobRuns runs;

    @BeforeEach
    void openCluster() throws IOException {
        for (String folder : List.of("bin", "lib", "conf")) {
            Files.createDirectories(directory.resolve(folder));
        }
        for (String name : List.of("jobmanager.sh", "taskmanager.sh", "flink")) {
            Path script = directory.resolve("bin").resolve(name);
            Files.writeString(
                    script,
                    "#!/usr/bin/env bash\n"
                            + "printf 'JobID %032d %s' $(ls \"$FLINK_LOG_DIR\"/client*.out | wc -l)"
                            + " \"$*\"\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        Ports ports = Ports.free();
        server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), ports.restUri().getPort()),
                        0);
        server.createContext("/", this::answer);
        server.start();
        work = WorkDirectory.create("job-runs-test");
        Clock clock = Clock.systemUTC();
        Waiting waiting =
                new Waiting(
                        clock,
                        ms -> Thread.onSpinWait(),
                        clock.instant().plus(Duration.ofSeconds(20)));
        cluster =
                LocalCluster.open(
                        FlinkHome.at(directory),
                        work,
                        ports,
                        ClusterOptions.of(work, ports, Backend.hashmap),
                        waiting);
        Workload workload = JobKind.wordcount.workload(10, 10, 2);
        runs =
                new JobRuns(
                        cluster,
                        workload,
                        workload.program(Path.of("/job.jar"), work.output()),
                        work,
                        waiting);
        answers.put("GET /jobs/" + FIRST, job("RUNNING", 2));
        answers.put("GET /jobs/" + SECOND, job("RUNNING", 2));
        answers.put("GET /jobs/" + FIRST + "/checkpoints", "{\"latest\":{},\"history\":[]}");
        answers.put("POST /jobs/" + FIRST + "/stop", "{\"request-id\":\"r\"}");
        answers.put(
                "GET /jobs/" + FIRST + "/savepoints/r",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s\"}}");
    }

    @AfterEach
    void closeAll() throws IOException {
        cluster.close();
        server.stop(0);
        work.delete();
    }

    @Test
    void nextJobGoesOnFromTheSavepointOfTheOneBefore() throws Exception {
        runs.submit();
        assertThat(runs.ids()).containsExactly(FIRST);
        assertThat(runs.ended()).isEmpty();

        runs.resubmit(List.of("-Da=b"));

        assertThat(runs.current().id()).isEqualTo(SECOND);
        assertThat(runs.ids()).containsExactly(FIRST, SECOND);
        assertThat(runs.ended()).containsExactly(FIRST);
        assertThat(runs.histories()).hasSize(2);
        assertThat(work.logs().resolve("client.out"))
                .content()
                .contains("run --detached --parallelism 2 --class io.flinkgic.examples.WordCount");
        assertThat(work.logs().resolve("client-2.out"))
                .content()
                .contains("run --detached --fromSavepoint file:/s -Da=b --parallelism 2 --class");
    }

    @Test
    void jobIsRescaledToAndFro() throws Exception {
        runs.submit();
        answers.put("PUT /jobs/" + FIRST + "/resource-requirements", "{}");

        answers.put("GET /jobs/" + FIRST, job("RUNNING", 1));
        assertThat(runs.rescale()).isEqualTo(1);
        assertThat(received.get("PUT /jobs/" + FIRST + "/resource-requirements"))
                .contains("\"upperBound\":1");

        answers.put("GET /jobs/" + FIRST, job("RUNNING", 2));
        assertThat(runs.rescale()).isEqualTo(2);
        assertThat(received.get("PUT /jobs/" + FIRST + "/resource-requirements"))
                .contains("\"upperBound\":2");
    }

    @Test
    void changelogThatIsStillOnIsAnError() throws Exception {
        runs.submit();
        answers.put("GET /jobs/" + FIRST + "/checkpoints/config", setup(false));
        runs.requireNoChangelog();
        answers.put("GET /jobs/" + FIRST + "/checkpoints/config", setup(true));

        assertThatThrownBy(() -> runs.requireNoChangelog())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the changelog should be off");
    }

    @Test
    void restartsAreThoseOfTheSource() throws Exception {
        runs.submit();
        answers.put(
                "GET /jobs/" + FIRST + "/vertices/v",
                "{\"subtasks\":[{\"attempt\":4,\"metrics\":{\"write-records\":10}}]}");

        assertThat(runs.restarts()).isEqualTo(4);
    }

    @Test
    void sourceOfAJobThatWasNeverRestoredSaysNothing() throws Exception {
        runs.submit();

        assertThatThrownBy(() -> runs.lastAttempt())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("job " + FIRST + " was never restored");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        received.put(
                request,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] bytes = answers.getOrDefault(request, "{}").getBytes(StandardCharsets.UTF_8);
        int status = answers.containsKey(request) ? 200 : 404;
        if (request.endsWith("/stop")) {
            answers.put("GET /jobs/" + FIRST, job("FINISHED", 0));
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String job(String state, int parallelism) {
        return String.format(
                "{\"state\":\"%s\",\"vertices\":[{\"id\":\"v\",\"name\":\"Source: words\","
                        + "\"parallelism\":%d,\"tasks\":{\"RUNNING\":%d}}]}",
                state, parallelism, parallelism);
    }

    private static String setup(boolean logs) {
        return String.format(
                "{\"state_backend\":\"B\",\"state_changelog_enabled\":%b,"
                        + "\"changelog_storage\":\"filesystem\"}",
                logs);
    }
}
