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
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.janitor.Janitor;
import org.apache.flink.runtime.changelog.janitor.JanitorFolders;
import org.apache.flink.runtime.changelog.janitor.JanitorMode;
import org.apache.flink.runtime.changelog.janitor.JanitorSettings;
import org.apache.flink.runtime.changelog.janitor.store.FileSystemJanitorStore;
import org.apache.flink.runtime.changelog.owner.FileSystemMarkerStore;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes the janitor of a job and the markers of its run, as far as there is something to do. */
final class JanitorWiring {

    private static final Logger LOG = LoggerFactory.getLogger(JanitorWiring.class);

    /** Of markers alone: there is no round. */
    private static final Duration NO_INTERVAL = Duration.ofDays(1);

    private static final Duration EARLIEST = Duration.ofMinutes(1);
    private static final Duration LATEST = Duration.ofMinutes(5);

    private static final int SHARES = 997;

    private static final Semaphore TURN = new Semaphore(1);

    private JanitorWiring() {}

    /**
     * The rounds of a job, not started. The run is marked even if the job has no janitor: that of
     * another run must know of it.
     *
     * @param threads makes single threads
     * @return empty if there is neither a folder to mark nor one to look at
     */
    static Optional<JanitorRounds> rounds(
            ChangelogJob job,
            JobSurroundings around,
            Supplier<ScheduledExecutorService> threads,
            FailureCount failures) {
        // TaskManagers read it from the cluster's configuration, too.
        Optional<Path> logBase = LogRoot.of(around.cluster());
        Optional<JanitorSettings> settings = settings(job, around);
        Optional<JanitorFolders> folders =
                around.runFolder()
                        .filter(folder -> JanitorFolders.isOf(job.id(), folder))
                        .map(
                                folder ->
                                        JanitorFolders.of(
                                                job.id(),
                                                folder,
                                                logBase,
                                                around.origin().claimed()));
        if (settings.isPresent() && !folders.isPresent()) {
            LOG.info(
                    "Job {} has no janitor: its checkpoints are in no folder that is named by its"
                            + " id alone.",
                    job.id());
        }
        if (!logBase.isPresent() && !folders.isPresent()) {
            return Optional.empty();
        }
        Clock clock = SystemClock.getInstance();
        OwnerMarkers markers = markers(job, around, logBase, folders, clock);
        Duration interval = settings.map(JanitorSettings::interval).orElse(NO_INTERVAL);
        return Optional.of(
                new JanitorRounds(
                        job.id(),
                        settings.flatMap(
                                set ->
                                        folders.map(
                                                all -> janitor(set, all, around, markers, clock))),
                        markers,
                        around.origin(),
                        firstDelay(interval, shareOf(job.id())),
                        interval,
                        TURN,
                        clock,
                        threads,
                        failures));
    }

    /**
     * All jobs of a JobManager that takes over begin at one moment; they are not to look at one.
     *
     * @param share of the time in which they do, from 0 to 1
     */
    static Duration firstDelay(Duration interval, double share) {
        if (interval.compareTo(EARLIEST) <= 0) {
            return interval;
        }
        Duration latest = interval.compareTo(LATEST) < 0 ? interval : LATEST;
        return EARLIEST.plusMillis((long) (share * latest.minus(EARLIEST).toMillis()));
    }

    /** As random as the id. */
    static double shareOf(JobID job) {
        return Math.floorMod(job.hashCode(), SHARES) / (double) SHARES;
    }

    /** A setting that makes no sense costs the janitor, and nothing else. */
    private static Optional<JanitorSettings> settings(ChangelogJob job, JobSurroundings around) {
        try {
            return Optional.of(
                            JanitorSettings.from(
                                    around.configuration(), around.checkpointTimeout()))
                    .filter(settings -> settings.mode() != JanitorMode.OFF);
        } catch (RuntimeException e) { // of whatever class, it must not cost the markers
            LOG.error("Job {} has no janitor.", job.id(), e);
            return Optional.empty();
        }
    }

    private static OwnerMarkers markers(
            ChangelogJob job,
            JobSurroundings around,
            Optional<Path> logBase,
            Optional<JanitorFolders> folders,
            Clock clock) {
        String id = job.id().toHexString();
        return new OwnerMarkers(
                new FileSystemMarkerStore(),
                clock,
                around.runFolder().orElse(new Path("no-folder-of-files", id)),
                around.origin().claimed().flatMap(JanitorFolders::runFolderOf),
                folders.map(JanitorFolders::toBeMarked)
                        .orElseGet(
                                () ->
                                        logBase.map(base -> List.of(new Path(base, id)))
                                                .orElse(List.of())),
                !around.periodic(),
                UUID.randomUUID().toString());
    }

    private static Janitor janitor(
            JanitorSettings settings,
            JanitorFolders folders,
            JobSurroundings around,
            OwnerMarkers markers,
            Clock clock) {
        return new Janitor(
                settings,
                folders,
                around.origin().resumed(),
                markers,
                new FileSystemJanitorStore(),
                clock,
                pause -> TimeUnit.MILLISECONDS.sleep(pause.toMillis()));
    }
}
