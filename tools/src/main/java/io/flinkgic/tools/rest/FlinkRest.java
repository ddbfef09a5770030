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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkgic.tools.diagnosis.Causes;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A JobManager's REST interface, as far as the tools need it.
 *
 * <p>Each call throws an {@link IOException} that names the address when the JobManager does not
 * answer, refuses, or answers something else than 1.20 does. Nothing is retried here.
 */
public final class FlinkRest {

    private final JsonClient client;

    public FlinkRest(URI server) {
        client = new JsonClient(server);
    }

    /** Number of TaskManagers that are registered. */
    public int taskManagers() throws IOException, InterruptedException {
        return intAt(client.get("/overview"), "taskmanagers");
    }

    /** Whether the job and its tasks run. */
    public JobProgress progress(String jobId) throws IOException, InterruptedException {
        JsonNode job = client.get("/jobs/" + jobId);
        int tasks = 0;
        int running = 0;
        int parallelism = 0;
        for (JsonNode vertex : field(job, "vertices")) {
            tasks += intAt(vertex, "parallelism");
            parallelism = Math.max(parallelism, intAt(vertex, "parallelism"));
            running += intAt(field(vertex, "tasks"), "RUNNING");
        }
        return new JobProgress(field(job, "state").asText(), tasks, running, parallelism);
    }

    /** Which state backend the job has. */
    public StateSetup stateSetup(String jobId) throws IOException, InterruptedException {
        JsonNode config = client.get("/jobs/" + jobId + "/checkpoints/config");
        return new StateSetup(
                field(config, "state_backend").asText(),
                field(config, "state_changelog_enabled").asBoolean(),
                field(config, "changelog_storage").asText());
    }

    /** Why the job failed last, as text for people; empty if it never did. */
    public String latestFailure(String jobId) throws IOException, InterruptedException {
        JsonNode exceptions = client.get("/jobs/" + jobId + "/exceptions?maxExceptions=1");
        JsonNode latest = field(field(exceptions, "exceptionHistory"), "entries").path(0);
        return Causes.of(latest.path("stacktrace").asText());
    }

    /**
     * How often the job failed.
     *
     * @param sinceMs in milliseconds since 1970
     */
    public long failures(String jobId, long sinceMs) throws IOException, InterruptedException {
        JsonNode exceptions = client.get("/jobs/" + jobId + "/exceptions");
        long failures = 0;
        for (JsonNode failure : field(field(exceptions, "exceptionHistory"), "entries")) {
            failures += longAt(failure, "timestamp") >= sinceMs ? 1 : 0;
        }
        return failures;
    }

    /** What is remembered of the job's checkpoints. */
    public CheckpointSnapshot checkpoints(String jobId) throws IOException, InterruptedException {
        JsonNode statistics = client.get("/jobs/" + jobId + "/checkpoints");
        List<CheckpointRecord> records = new ArrayList<>();
        for (JsonNode checkpoint : field(statistics, "history")) {
            records.add(record(checkpoint));
        }
        JsonNode restored = statistics.path("latest").path("restored");
        Optional<Restore> latest =
                restored.isObject()
                        ? Optional.of(
                                new Restore(
                                        longAt(restored, "id"),
                                        longAt(restored, "restore_timestamp")))
                        : Optional.empty();
        return new CheckpointSnapshot(records, latest);
    }

    /** The checkpoint that the JobManager's accounts of the changelog are about. */
    public long accountedCheckpoint(String jobId) throws IOException, InterruptedException {
        return longAt(field(client.get("/jobs/" + jobId + "/changelog"), "checkpoint"), "id");
    }

    /**
     * What the subtasks of a vertex emitted in their last attempt.
     *
     * @param name the vertex's name, of which there must be one
     */
    public SourceAttempt lastAttempt(String jobId, String name)
            throws IOException, InterruptedException {
        String path = "/jobs/" + jobId + "/vertices/" + vertexId(jobId, name);
        int restarts = 0;
        long emitted = 0;
        for (JsonNode subtask : field(client.get(path), "subtasks")) {
            restarts = Math.max(restarts, intAt(subtask, "attempt"));
            emitted += longAt(field(subtask, "metrics"), "write-records");
        }
        return new SourceAttempt(restarts, emitted);
    }

    /**
     * Demands another parallelism of all vertices of a job, which the adaptive scheduler gives.
     *
     * @param parallelism at most this, and less if there are fewer slots
     * @param which names of vertices; the others keep what they have
     */
    public void rescale(String jobId, int parallelism, Predicate<String> which)
            throws IOException, InterruptedException {
        ObjectNode requirements = JsonNodeFactory.instance.objectNode();
        for (JsonNode vertex : field(client.get("/jobs/" + jobId), "vertices")) {
            boolean changes = which.test(field(vertex, "name").asText());
            int before = intAt(vertex, "parallelism");
            requirements
                    .putObject(field(vertex, "id").asText())
                    .putObject("parallelism")
                    .put("lowerBound", changes ? 1 : before)
                    .put("upperBound", changes ? parallelism : before);
        }
        client.put("/jobs/" + jobId + "/resource-requirements", requirements);
    }

    /** Whether so many subtasks of each of these vertices are there, in whatever state. */
    public boolean hasParallelism(String jobId, int parallelism, Predicate<String> which)
            throws IOException, InterruptedException {
        for (JsonNode vertex : field(client.get("/jobs/" + jobId), "vertices")) {
            if (which.test(field(vertex, "name").asText())
                    && intAt(vertex, "parallelism") != parallelism) {
                return false;
            }
        }
        return true;
    }

    /** Flink's names of the TaskManagers that have tasks of the job. */
    public Set<String> taskManagersOf(String jobId) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode vertex : field(client.get("/jobs/" + jobId), "vertices")) {
            String path = "/jobs/" + jobId + "/vertices/" + field(vertex, "id").asText();
            for (JsonNode subtask : field(client.get(path), "subtasks")) {
                names.add(field(subtask, "taskmanager-id").asText());
            }
        }
        return names;
    }

    /**
     * Begins to stop a job with a canonical savepoint, without draining it.
     *
     * @param directory a URI for the savepoint
     * @return the request, for {@link #savepoint}
     */
    public String stop(String jobId, URI directory) throws IOException, InterruptedException {
        JsonNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("targetDirectory", directory.toString())
                        .put("formatType", "CANONICAL")
                        .put("drain", false);
        return field(client.post("/jobs/" + jobId + "/stop", body), "request-id").asText();
    }

    /**
     * Where the savepoint of a request is, or nothing while it is not complete.
     *
     * @throws IOException also if the savepoint failed, with the reason
     */
    public Optional<String> savepoint(String jobId, String request)
            throws IOException, InterruptedException {
        JsonNode answer = client.get("/jobs/" + jobId + "/savepoints/" + request);
        if (!field(field(answer, "status"), "id").asText().equals("COMPLETED")) {
            return Optional.empty();
        }
        JsonNode operation = field(answer, "operation");
        if (operation.hasNonNull("failure-cause")) {
            throw new IOException(
                    "the savepoint failed: "
                            + operation.path("failure-cause").path("stack-trace").asText());
        }
        return Optional.of(field(operation, "location").asText());
    }

    private String vertexId(String jobId, String name) throws IOException, InterruptedException {
        for (JsonNode vertex : field(client.get("/jobs/" + jobId), "vertices")) {
            if (field(vertex, "name").asText().equals(name)) {
                return field(vertex, "id").asText();
            }
        }
        throw new IOException("job " + jobId + " has no vertex '" + name + "'");
    }

    private static CheckpointRecord record(JsonNode checkpoint) throws IOException {
        return new CheckpointRecord(
                longAt(checkpoint, "id"),
                status(field(checkpoint, "status").asText()),
                field(checkpoint, "is_savepoint").asBoolean(),
                longAt(checkpoint, "trigger_timestamp"),
                new CheckpointRecord.Costs(
                        longAt(checkpoint, "end_to_end_duration"),
                        longAt(checkpoint, "checkpointed_size"),
                        longAt(checkpoint, "state_size")));
    }

    private static CheckpointRecord.Status status(String name) throws IOException {
        try {
            return CheckpointRecord.Status.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("unknown checkpoint status: " + name, e);
        }
    }

    private static JsonNode field(JsonNode node, String name) throws IOException {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            throw new IOException("the JobManager's answer has no field '" + name + "': " + node);
        }
        return value;
    }

    private static long longAt(JsonNode node, String name) throws IOException {
        return field(node, name).asLong();
    }

    private static int intAt(JsonNode node, String name) throws IOException {
        return field(node, name).asInt();
    }
}
