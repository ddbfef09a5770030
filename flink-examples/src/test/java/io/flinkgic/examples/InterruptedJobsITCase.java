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
package io.flinkgic.examples;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.OrderRow;
import io.flinkgic.examples.replay.OrderRow.PlacedOrder;
import io.flinkgic.examples.replay.OrderSequence;
import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SessionRow;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;
import io.flinkgic.examples.replay.model.OrderModel;
import io.flinkgic.examples.replay.model.SessionModel;
import io.flinkgic.examples.replay.model.WindowModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs lose their TaskManager, go on, and are stopped in the middle of their records. What they
 * committed is compared with a plain computation over the records that they say they read.
 */
@Timeout(120)
class InterruptedJobsITCase {

    private static final int PARALLELISM = 2;
    private static final SplitRanges RANGES = SplitRanges.unbounded(PARALLELISM);

    /** Those of earlier tests stay in the cluster's list. */
    private static final AtomicInteger TERMINATED = new AtomicInteger();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .build());

    @TempDir private Path directory;

    @Test
    void slidingWindowCommitsTheWindowsThatAreOver(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        StreamExecutionEnvironment env = environment();
        SlidingWindow.define(
                env, arguments("--rate 2000 --event-rate 500 --keys 50 --size 2 --slide 1"));
        interrupt(cluster, env);

        WindowModel model =
                new WindowModel(
                        new WindowSequence(1, 50, 500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1));
        assertThat(committed("output", WindowRow::parse))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(model.rowsAfter(read()));
    }

    @Test
    void sessionsAreCommittedInTheirOrderWithAllTheirRecords(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        StreamExecutionEnvironment env = environment();
        Sessions.define(
                env,
                arguments("--rate 2000 --event-rate 500 --keys 50 --gap-ms 100 --ttl-ms 60000"));
        interrupt(cluster, env);

        SessionModel model =
                new SessionModel(
                        new WindowSequence(1, 50, 500),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1));
        List<SessionRow> rows = committed("output", SessionRow::parse);
        Map<Long, List<SessionRow.Session>> expected = model.sessionsAfter(read());
        assertThat(rows).hasSize(expected.values().stream().mapToInt(List::size).sum());
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(
                        row -> {
                            long key = row.session().key();
                            int visit = Math.toIntExact(row.memory().visit());
                            List<SessionRow.Session> upToIt = expected.get(key).subList(0, visit);
                            assertThat(row.session()).isEqualTo(upToIt.get(visit - 1));
                            assertThat(row.memory().digest()).isEqualTo(digest(upToIt));
                            assertThat(row.memory().recalled()).isEqualTo(visit - 1);
                        });
        assertThat(rows).doesNotHaveDuplicates();
    }

    @Test
    void changesOfTopOrdersAddUpToTheTable(@InjectMiniCluster MiniCluster cluster)
            throws Exception {
        StreamExecutionEnvironment env = environment();
        TopOrders.define(env, arguments("--rate 2000 --orders 500 --places 5"));
        interrupt(cluster, env);

        OrderModel model = new OrderModel(new OrderSequence(1, 500, RANGES), 5);
        Map<PlacedOrder, Integer> table = new HashMap<>();
        for (OrderRow row : committed("output", OrderRow::parse)) {
            table.merge(row.order(), row.adds() ? 1 : -1, Integer::sum);
        }
        table.values().removeIf(number -> number == 0);
        assertThat(table.values()).isNotEmpty().allMatch(number -> number == 1);
        assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(model.tableAfter(read()));
    }

    private static long digest(List<SessionRow.Session> sessions) {
        long digest = 0;
        for (SessionRow.Session session : sessions) {
            digest = session.digest(digest);
        }
        return digest;
    }

    private StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "10");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(PARALLELISM);
        env.enableCheckpointing(50);
        return env;
    }

    private String[] arguments(String more) {
        return String.format(
                        "--output %s --progress %s %s",
                        directory.resolve("output"), directory.resolve("progress"), more)
                .split(" ");
    }

    private void interrupt(MiniCluster cluster, StreamExecutionEnvironment env) throws Exception {
        JobClient job = env.executeAsync();
        CommonTestUtils.waitForCheckpoint(job.getJobID(), cluster, 20);
        cluster.terminateTaskManager(TERMINATED.getAndIncrement()).get();
        cluster.startTaskManager();
        CommonTestUtils.waitForJobStatus(job, List.of(JobStatus.RUNNING));
        CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
        CommonTestUtils.waitForCheckpoint(job.getJobID(), cluster, 40);
        job.stopWithSavepoint(
                        false,
                        directory.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.CANONICAL)
                .get();
        CommonTestUtils.waitForJobStatus(job, List.of(JobStatus.FINISHED));
    }

    /** What the job says it read; all of it in more than one attempt. */
    private ReadRecords read() throws IOException {
        List<ProgressRow> rows = committed("progress", ProgressRow::parse);
        assertThat(rows.stream().map(ProgressRow::attempt).collect(Collectors.toSet()))
                .contains(CountRow.FIRST_ATTEMPT)
                .hasSizeGreaterThan(1);
        return new ReadRecords(
                RANGES,
                rows.stream()
                        .collect(
                                Collectors.toMap(
                                        ProgressRow::split, ProgressRow::read, Math::max)));
    }

    private <R> List<R> committed(String name, Function<String, R> parse) throws IOException {
        List<R> rows = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory.resolve(name), "committed-*")) {
            for (Path file : files) {
                Files.readAllLines(file).forEach(line -> rows.add(parse.apply(line)));
            }
        }
        return rows;
    }
}
