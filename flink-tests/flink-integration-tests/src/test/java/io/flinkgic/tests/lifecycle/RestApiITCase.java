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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

import io.flinkgic.tests.RepositoryRoot;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.Promised;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The REST resources of a job's changelog, as {@code docs/operations/rest-api.md} has them. */
class RestApiITCase {

    private static final LifecycleJob JOB = LifecycleJob.of(1_000_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path directory;
    @AutoClose private static LifecycleCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = LifecycleCluster.start(directory);
    }

    @Test
    void aRunningJobAnswersWithTheDocumentedFields() throws Exception {
        Configuration configuration = cluster.materializing("rocksdb");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        try (History history = cluster.begin(JOB)) {
            history.observer().slowDown(1);
            JobRun run = history.start(configuration, 2);
            String path = "/jobs/" + run.jobId() + "/changelog";
            run.await(LIMIT, () -> get(path).filter(RestApiITCase::isMaterialized).isPresent());

            JsonNode job = get(path).orElseThrow();
            String vertexId = job.get("vertices").get(0).get("id").asText();
            JsonNode vertex = get(path + "/" + vertexId).orElseThrow();

            assertThat(job.get("sizes").get("log_bytes").asLong()).isPositive();
            assertThat(vertex.get("operators").get(0).get("subtasks")).hasSize(2);
            assertDocumented(fields(job));
            assertDocumented(fields(vertex));
        }
    }

    @Test
    void aJobWithoutAChangelogIsNotFound() throws Exception {
        try (History history = cluster.begin(JOB)) {
            JobRun run = history.start(cluster.withoutChangelog("hashmap"), 2);
            history.runTo(100);

            assertThat(get("/jobs/" + run.jobId() + "/changelog")).isEmpty();
        }
    }

    private static boolean isMaterialized(JsonNode job) {
        return job.get("sizes").has("space_amplification")
                && job.get("sizes").get("log_bytes").asLong() > 0;
    }

    /** Empty if it is not found. */
    private static Optional<JsonNode> get(String path) throws Exception {
        URI address = Promised.get(cluster.flink().flink().getRestAddress());
        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address.resolve(path))
                                        .timeout(LIMIT)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isIn(200, 404);
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(JSON.readTree(response.body()));
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(child -> names.addAll(fields(child)));
        return names;
    }

    private static void assertDocumented(List<String> fields) throws Exception {
        String document =
                Files.readString(RepositoryRoot.find().resolve("docs/operations/rest-api.md"));
        assertThat(fields)
                .isNotEmpty()
                .allSatisfy(
                        field ->
                                assertThat(document)
                                        .containsPattern("[`.]" + field + "(\\[|\\.|`)"));
    }
}
