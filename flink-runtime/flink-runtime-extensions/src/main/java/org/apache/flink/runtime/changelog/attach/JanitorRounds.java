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

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointListener;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.FileSystemJanitorStore;
import org.apache.flink.runtime.changelog.janitor.Janitor;
import org.apache.flink.runtime.changelog.janitor.JanitorFolders;
import org.apache.flink.runtime.changelog.janitor.JanitorMode;
import org.apache.flink.runtime.changelog.janitor.JanitorSettings;
import org.apache.flink.util.clock.SystemClock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets the janitor of one job look from time to time, on a thread of its own, until the job takes
 * no more checkpoints here.
 */
final class JanitorRounds implements CheckpointListener {

    /** Of the module for file systems, which this one does not know. */
    private static final ConfigOption<String> LOG_BASE =
            ConfigOptions.key("state.changelog.dstl.dfs.base-path")
                    .stringType()
                    .noDefaultValue()
                    .withFallbackKeys("dstl.dfs.base-path");

    private static final Duration LONGEST_FIRST_DELAY = Duration.ofMinutes(1);

    /** The thread of the coordinator does no I/O; it answers soon, or something is wrong. */
    private static final long PATIENCE_SECONDS = 60;

    private final Janitor janitor;
    private final Duration interval;
    private final ScheduledExecutorService thread;
    private final FailureCount failures;

    /**
     * @param thread a single one, which is owned and shut down here
     */
    JanitorRounds(
            Janitor janitor,
            Duration interval,
            ScheduledExecutorService thread,
            FailureCount failures) {
        this.janitor = janitor;
        this.interval = interval;
        this.thread = thread;
        this.failures = failures;
    }

    /**
     * The rounds of a job, not started.
     *
     * @param thread makes a single thread, if there is something to do
     * @return empty if the janitor is switched off, or no directory for checkpoints is configured,
     *     so that there are no files that tasks own
     */
    static Optional<JanitorRounds> of(
            ChangelogJob job,
            JobSurroundings around,
            Supplier<ScheduledExecutorService> thread,
            FailureCount failures) {
        Configuration configuration = around.configuration();
        JanitorSettings settings = JanitorSettings.from(configuration, around.checkpointTimeout());
        Optional<Path> checkpoints =
                configuration
                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                        .map(Path::new);
        if (settings.mode() == JanitorMode.OFF || !checkpoints.isPresent()) {
            return Optional.empty();
        }
        Janitor janitor =
                new Janitor(
                        settings,
                        JanitorFolders.of(
                                job.id(),
                                checkpoints.get(),
                                configuration.getOptional(LOG_BASE).map(Path::new),
                                around.claimed()),
                        new FileSystemJanitorStore(),
                        SystemClock.getInstance(),
                        pause -> TimeUnit.MILLISECONDS.sleep(pause.toMillis()));
        return Optional.of(new JanitorRounds(janitor, settings.interval(), thread.get(), failures));
    }

    /**
     * @param checkpoints what is known when it is asked
     */
    void start(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        long intervalMs = interval.toMillis();
        try {
            // Nobody asks the returned future: what a round throws is caught.
            Future<?> unused =
                    thread.scheduleWithFixedDelay(
                            () -> round(checkpoints),
                            Math.min(intervalMs, LONGEST_FIRST_DELAY.toMillis()),
                            intervalMs,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Stopped already.
        }
    }

    private void round(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        try {
            janitor.run(() -> ask(checkpoints));
        } catch (Throwable t) {
            if (!thread.isShutdown()) {
                failures.caught("a round of the janitor", t);
            }
        }
    }

    private static JobCheckpoints ask(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {
        return checkpoints.get().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** A round that is under way ends before its next batch. */
    @Override
    public void stopped() {
        thread.shutdownNow();
    }
}
