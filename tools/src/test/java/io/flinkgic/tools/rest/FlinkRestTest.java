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
package io.flinkgic.tools.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FlinkRestTest {

    /** Answers by path; a path without one is answered with status 404. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private final Map<String, String> received = new ConcurrentHashMap<>();

    private HttpServer server;
    private FlinkRest rest;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        rest = new FlinkRest(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void jobRunsFullyOnlyWhenEachTaskOfEachVertexRuns() throws Exception {
        answers.put("/jobs/j", job("RUNNING", 2, 1));
        assertThat(rest.progress("j").fullyRunning()).isFalse();
        answers.put("/jobs/j", job("RESTARTING", 2, 2));
        assertThat(rest.progress("j").fullyRunning()).isFalse();
        answers.put("/jobs/j", job("RUNNING", 2, 2));
        assertThat(rest.progress("j").fullyRunning()).isTrue();
    }

    @Test
    void jobTakesAsManySlotsAsItsLargestVertexHasTasks() throws Exception {
        answers.put(
                "/jobs/j",
                "{\"state\":\"RUNNING\",\"vertices\":["
                        + "{\"parallelism\":1,\"tasks\":{\"RUNNING\":1}},"
                        + "{\"parallelism\":3,\"tasks\":{\"RUNNING\":3}},"
                        + "{\"parallelism\":2,\"tasks\":{\"RUNNING\":1}}]}");

        JobProgress progress = rest.progress("j");

        assertThat(progress.parallelism()).isEqualTo(3);
        assertThat(progress).hasToString("RUNNING, 5 of 6 tasks running, parallelism 3");
    }

    @Test
    void failuresAreCountedFromAMomentOn() throws Exception {
        answers.put(
                "/jobs/j/exceptions",
                "{\"exceptionHistory\":{\"entries\":"
                        + "[{\"timestamp\":30},{\"timestamp\":20},{\"timestamp\":10}]}}");

        assertThat(rest.failures("j", 20)).isEqualTo(2);
        assertThat(rest.failures("j", 31)).isZero();
    }

    @Test
    void checkpointsAreReadWithTheirCosts() throws Exception {
        answers.put("/jobs/j/checkpoints", checkpoints("null"));

        CheckpointSnapshot snapshot = rest.checkpoints("j");

        assertThat(snapshot.latestRestore()).isEmpty();
        assertThat(snapshot.records()).hasSize(1);
        CheckpointRecord record = snapshot.records().get(0);
        assertThat(record.id()).isEqualTo(7);
        assertThat(record.status()).isEqualTo(CheckpointRecord.Status.COMPLETED);
        assertThat(record.savepoint()).isFalse();
        assertThat(record.triggeredAtMs()).isEqualTo(1000);
        assertThat(record.costs().durationMs()).isEqualTo(30);
        assertThat(record.costs().incrementalBytes()).isEqualTo(100);
        assertThat(record.costs().fullBytes()).isEqualTo(400);
    }

    @Test
    void checkpointOfTheAccountsIsRead() throws Exception {
        answers.put("/jobs/j/changelog", "{\"checkpoint\":{\"id\":9,\"trigger_timestamp\":1}}");

        assertThat(rest.accountedCheckpoint("j")).isEqualTo(9);
    }

    @Test
    void latestRestoreIsRead() throws Exception {
        answers.put("/jobs/j/checkpoints", checkpoints("{\"id\":5,\"restore_timestamp\":900}"));

        Restore restore = rest.checkpoints("j").latestRestore().orElseThrow();

        assertThat(restore.checkpointId()).isEqualTo(5);
        assertThat(restore.restoredAtMs()).isEqualTo(900);
    }

    @Test
    void stateSetupTellsWhetherTheChangelogIsOn() throws Exception {
        answers.put(
                "/jobs/j/checkpoints/config",
                "{\"state_backend\":\"B\",\"state_changelog_enabled\":true,"
                        + "\"changelog_storage\":\"filesystem\"}");

        StateSetup setup = rest.stateSetup("j");

        assertThat(setup.logsTo("filesystem")).isTrue();
        assertThat(setup.logsTo("memory")).isFalse();
        assertThat(setup).hasToString("B, changelog on, storage filesystem");
    }

    @Test
    void lastAttemptSumsUpTheSourcesSubtasks() throws Exception {
        answers.put("/jobs/j", job("FINISHED", 2, 0));
        answers.put("/jobs/j/vertices/v", subtasks(1, 1));

        SourceAttempt attempt = rest.lastAttempt("j", "Source: words");

        assertThat(attempt.restarts()).isEqualTo(1);
        assertThat(attempt.emittedRecords()).isEqualTo(30);
    }

    @Test
    void subtaskThatWasThereAllTheTimeKnowsTheRestarts() throws Exception {
        answers.put("/jobs/j", job("FINISHED", 2, 0));
        answers.put("/jobs/j/vertices/v", subtasks(1, 2));

        SourceAttempt attempt = rest.lastAttempt("j", "Source: words");

        assertThat(attempt.restarts()).isEqualTo(2);
    }

    @Test
    void aRescaleDemandsAParallelismOfEachVertex() throws Exception {
        answers.put("/jobs/j", job("RUNNING", 2, 2));
        answers.put("/jobs/j/resource-requirements", "{}");

        rest.rescale("j", 3, name -> true);

        assertThat(received.get("/jobs/j/resource-requirements"))
                .isEqualTo("{\"v\":{\"parallelism\":{\"lowerBound\":1,\"upperBound\":3}}}");

        rest.rescale("j", 3, name -> false);

        assertThat(received.get("/jobs/j/resource-requirements"))
                .isEqualTo("{\"v\":{\"parallelism\":{\"lowerBound\":2,\"upperBound\":2}}}");
        assertThat(rest.hasParallelism("j", 2, name -> true)).isTrue();
        assertThat(rest.hasParallelism("j", 3, name -> true)).isFalse();
        assertThat(rest.hasParallelism("j", 3, name -> false)).isTrue();
    }

    @Test
    void stopAsksForASavepointWithoutDraining() throws Exception {
        answers.put("/jobs/j/stop", "{\"request-id\":\"r\"}");

        assertThat(rest.stop("j", URI.create("file:/tmp/s"))).isEqualTo("r");
        assertThat(received.get("/jobs/j/stop"))
                .contains("\"targetDirectory\":\"file:/tmp/s\"")
                .contains("\"drain\":false");
    }

    @Test
    void savepointIsAwaitedUntilItIsComplete() throws Exception {
        answers.put("/jobs/j/savepoints/r", "{\"status\":{\"id\":\"IN_PROGRESS\"}}");
        assertThat(rest.savepoint("j", "r")).isEmpty();
        answers.put(
                "/jobs/j/savepoints/r",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s\"}}");
        assertThat(rest.savepoint("j", "r")).contains("file:/s");
    }

    @Test
    void failedSavepointThrowsItsReason() {
        answers.put(
                "/jobs/j/savepoints/r",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":"
                        + "{\"failure-cause\":{\"stack-trace\":\"disk full\"}}}");

        assertThatThrownBy(() -> rest.savepoint("j", "r"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the savepoint failed: disk full");
    }

    @Test
    void latestFailureIsCondensedToItsCauses() throws Exception {
        answers.put(
                "/jobs/j/exceptions",
                "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":"
                        + "\"a.Outer\\n\\tat a.B\\nCaused by: a.Inner: why\"}]}}");
        assertThat(rest.latestFailure("j")).isEqualTo("Caused by: a.Inner: why");
        answers.put("/jobs/j/exceptions", "{\"exceptionHistory\":{\"entries\":[]}}");
        assertThat(rest.latestFailure("j")).isEmpty();
    }

    @Test
    void refusalNamesAddressAndStatus() {
        assertThatThrownBy(() -> rest.progress("j"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("GET http://127.0.0.1:")
                .hasMessageContaining("/jobs/j: status 404");
    }

    @Test
    void answerWithoutAnExpectedFieldNamesIt() {
        answers.put("/overview", "{}");

        assertThatThrownBy(() -> rest.taskManagers())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no field 'taskmanagers'");
    }

    @Test
    void serverThatIsGoneIsNamed() {
        server.stop(0);

        assertThatThrownBy(() -> rest.taskManagers())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("GET http://127.0.0.1:");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        received.put(
                path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String body = answers.getOrDefault(path, "{}");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 404, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String job(String state, int parallelism, int running) {
        return String.format(
                "{\"state\":\"%s\",\"vertices\":[{\"id\":\"v\",\"name\":\"Source: words\","
                        + "\"parallelism\":%d,\"tasks\":{\"RUNNING\":%d}}]}",
                state, parallelism, running);
    }

    private static String subtasks(int attempt, int otherAttempt) {
        return String.format(
                "{\"subtasks\":[{\"attempt\":%d,\"metrics\":{\"write-records\":10}},"
                        + "{\"attempt\":%d,\"metrics\":{\"write-records\":20}}]}",
                attempt, otherAttempt);
    }

    private static String checkpoints(String restored) {
        return "{\"latest\":{\"restored\":"
                + restored
                + "},\"history\":[{\"id\":7,\"status\":\"COMPLETED\",\"is_savepoint\":false,"
                + "\"trigger_timestamp\":1000,\"end_to_end_duration\":30,"
                + "\"checkpointed_size\":100,\"state_size\":400}]}";
    }
}
