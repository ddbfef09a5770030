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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.Janitor;
import org.apache.flink.runtime.changelog.janitor.JanitorFolders;
import org.apache.flink.runtime.changelog.janitor.JanitorSettings;
import org.apache.flink.runtime.changelog.janitor.store.FileSystemJanitorStore;
import org.apache.flink.runtime.changelog.owner.InMemoryMarkerStore;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class LongRoundTest {

    private final JobID job = new JobID();
    private final ManualClock clock = new ManualClock();
    private final InMemoryMarkerStore markers = new InMemoryMarkerStore();
    private final CompletableFuture<JobCheckpoints> answer = new CompletableFuture<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    @TempDir private java.nio.file.Path base;

    @Test
    void aRoundThatTakesLongLooksAfterTheMarkersToo() throws Exception {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try {
            rounds(thread)
                    .begun(
                            () -> {
                                asked.countDown();
                                return answer;
                            });
            asked.await();
            assertThat(markers.all()).hasSize(2);
            markers.retain(Set.of());
            clock.advanceTime(Duration.ofSeconds(30));

            answer.complete(new JobCheckpoints(job, List.of(), List.of(), List.of()));

            await().atMost(Duration.ofSeconds(10)).until(() -> markers.all().size() == 2);
        } finally {
            thread.shutdownNow();
        }
    }

    private JanitorRounds rounds(ScheduledExecutorService thread) {
        Path run = new Path("file:" + base + "/checkpoints/" + job);
        JanitorFolders folders =
                JanitorFolders.of(
                        job, run, Optional.of(new Path("file:" + base + "/log")), Optional.empty());
        OwnerMarkers owners =
                new OwnerMarkers(
                        markers,
                        clock,
                        run,
                        Optional.empty(),
                        folders.toBeMarked(),
                        false,
                        "token");
        Janitor janitor =
                new Janitor(
                        JanitorSettings.from(new Configuration(), Duration.ofMinutes(10)),
                        folders,
                        Optional.empty(),
                        owners,
                        new FileSystemJanitorStore(),
                        clock,
                        pause -> {});
        return new JanitorRounds(
                job,
                Optional.of(janitor),
                owners,
                new JobOrigin(Optional.empty(), RestoredBefore.nothing(), true, Optional.empty()),
                Duration.ofMillis(20),
                Duration.ofDays(1),
                new Semaphore(1),
                clock,
                () -> thread,
                new FailureCount("test", "None."));
    }
}
