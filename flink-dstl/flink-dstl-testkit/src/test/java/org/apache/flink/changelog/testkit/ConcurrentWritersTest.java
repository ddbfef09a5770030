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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.storage.DurableChangelogStorage;
import org.apache.flink.changelog.storage.StorageSettings;
import org.apache.flink.changelog.testkit.FaultPlan.Step;
import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.changelog.writer.WriterSettings;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

/** Task threads of their own, the real threads of a storage, little memory, and faults. */
@Timeout(120)
final class ConcurrentWritersTest {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 15);
    private static final int TASKS = 4;
    private static final int CHECKPOINTS = 30;
    private static final int CHANGES_PER_CHECKPOINT = 400;

    /** Far less than the tasks write between two checkpoints, so that they wait for one another. */
    private static final long IN_FLIGHT_LIMIT_BYTES = 200_000;

    private final FaultPlan plan = new FaultPlan();
    private final InMemorySegmentStore store = new InMemorySegmentStore();

    @Test
    void tasksThatShareAStorageLoseNothingAndDoNotBlockOneAnother() throws Exception {
        long seed = Seed.value();
        failSomeSteps(new Random(seed));
        ExecutorService tasks = Executors.newFixedThreadPool(TASKS);
        try (DurableChangelogStorage storage = open()) {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                Random random = new Random(seed + i);
                results.add(
                        tasks.submit(
                                () -> {
                                    runTask(storage, random);
                                    return null;
                                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
            assertThat(storage.getAvailabilityProvider().isAvailable()).isTrue();
        } catch (ExecutionException e) {
            throw new AssertionError("-Dseed=" + seed + " gives the same changes and faults", e);
        } finally {
            tasks.shutdownNow();
        }
    }

    private void failSomeSteps(Random random) {
        for (Step step : List.of(Step.BEGIN, Step.APPEND, Step.COMMIT, Step.COMMIT_ANSWER)) {
            for (int i = 0; i < 50; i++) {
                plan.fail(step, 1 + random.nextInt(400));
            }
        }
    }

    private DurableChangelogStorage open() {
        RetryPolicy policy = RetryPolicy.fixed(2, Duration.ofSeconds(20), Duration.ofMillis(1));
        DiscardSettings discards = new DiscardSettings(1_000, 2, 3, Duration.ofMillis(1));
        InlineSettings inline = new InlineSettings(1_000, 3_000, SegmentCompression.LZ4);
        StorageSettings settings =
                new StorageSettings(
                        new UploadSettings(Duration.ofMillis(1), 100_000, 3, policy, discards),
                        new WriterSettings(30_000, Optional.empty(), inline, "test"),
                        IN_FLIGHT_LIMIT_BYTES);
        return DurableChangelogStorage.open(
                new FaultySegmentStore(store, plan),
                settings,
                new DstlMetrics(new UnregisteredMetricsGroup()),
                "test");
    }

    private static void runTask(DurableChangelogStorage storage, Random random) throws Exception {
        DurableChangelogWriter writer =
                storage.createWriter("operator", KEY_GROUPS, RoutedMailbox.unused());
        ModelLog model = new ModelLog();
        SequenceNumber from = writer.initialSequenceNumber();
        for (long checkpoint = 1; checkpoint <= CHECKPOINTS; checkpoint++) {
            append(writer, model, random);
            try {
                ChangelogStateHandleStreamImpl handle =
                        writer.persist(from, checkpoint).get().getJobManagerOwnedSnapshot();
                assertThat(ModelLog.of(new StreamHandleChangelogReader().getChanges(handle)))
                        .extracting(ModelLog::changes)
                        .isEqualTo(model.changes());
                SequenceNumber to = writer.nextSequenceNumber();
                writer.confirm(from, to, checkpoint);
                if (random.nextInt(3) == 0) {
                    writer.truncate(to);
                    from = to;
                    model.clear();
                }
            } catch (ExecutionException e) {
                assertThat(e).hasStackTraceContaining("injected");
                writer.reset(from, writer.nextSequenceNumber(), checkpoint);
            }
        }
        writer.close();
    }

    private static void append(DurableChangelogWriter writer, ModelLog model, Random random)
            throws IOException {
        for (int i = 0; i < CHANGES_PER_CHECKPOINT; i++) {
            byte[] change = new byte[random.nextInt(500)];
            random.nextBytes(change);
            int keyGroup = random.nextInt(KEY_GROUPS.getNumberOfKeyGroups());
            writer.append(keyGroup, change);
            model.add(keyGroup, change);
        }
    }
}
