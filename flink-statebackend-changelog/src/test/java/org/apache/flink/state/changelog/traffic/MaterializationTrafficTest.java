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
package org.apache.flink.state.changelog.traffic;

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.state.changelog.PrintedSeed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One thread writes all streams; while it waits, time passes. */
@Timeout(60)
class MaterializationTrafficTest {

    private static final int MEGA = 1 << 20;
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    @RegisterExtension final PrintedSeed seed = new PrintedSeed();

    private final ManualClock clock = new ManualClock();
    private final List<long[]> written = new ArrayList<>();
    private MaterializationTraffic traffic = traffic(OptionalLong.empty(), true);

    @Test
    void severalStreamsTogetherKeepTheMaximumBandwidth() throws IOException {
        Random random = new Random(seed.value());
        for (boolean adaptive : new boolean[] {true, false}) {
            long max = (long) MEGA + random.nextInt(20 * MEGA);
            traffic = traffic(OptionalLong.of(max), adaptive);
            written.clear();
            List<CheckpointStateOutputStream> streams = new ArrayList<>();
            for (int backend = 0; backend < 3; backend++) {
                BackendTraffic running = traffic.register(INTERVAL);
                if (backend > 0) {
                    running.started(OptionalLong.of((long) backend << 30));
                }
                streams.add(open(running));
                streams.add(open(running));
            }
            long begunMs = clock.relativeTimeMillis();
            // Past three quarters of the interval: late ones, too.
            while (clock.relativeTimeMillis() - begunMs < 50_000) {
                streams.get(random.nextInt(streams.size()))
                        .write(new byte[1 + random.nextInt(200_000)]);
            }
            long ahead = streams.size() * (long) TrafficControl.QUANTUM_BYTES;
            assertNowhereAbove(max, Math.max(max / 4, TrafficControl.QUANTUM_BYTES) + ahead);
            assertThat(sentSince(begunMs)).isGreaterThan(max * 49);
        }
    }

    @Test
    void withoutALimitAndNotAdaptiveNothingIsPaced() throws IOException {
        traffic = traffic(OptionalLong.empty(), false);
        BackendTraffic backend = running(OptionalLong.of(10L * MEGA));
        open(backend).write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isZero();
        assertThat(backend.allowedBytesPerSecond()).isEmpty();
    }

    @Test
    void waitsWhileACommitIsOpenAndGoesOnWhenItEnds() throws IOException {
        BackendTraffic backend = running(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream stream = open(backend);
        LogCommit commit = traffic.logCommitStarted();
        clock.schedule(Duration.ofMillis(300), () -> commit.ended(true));
        stream.write(1);
        assertThat(clock.relativeTimeMillis()).isEqualTo(300);
        assertThat(backend.waitedForLogMs()).isEqualTo(300);
        assertThat(backend.waitedForRateMs()).isZero();
    }

    @Test
    void waitsForTheLogBeforeALargeFileIsClosed() throws IOException {
        CheckpointStateOutputStream stream = open(running(OptionalLong.of(60L * MEGA)));
        stream.write(new byte[2 * MEGA]);
        long begunMs = clock.relativeTimeMillis();
        LogCommit commit = traffic.logCommitStarted();
        clock.schedule(Duration.ofMillis(300), () -> commit.ended(true));
        stream.closeAndGetHandle();
        assertThat(clock.relativeTimeMillis() - begunMs).isBetween(299L, 301L);
    }

    @Test
    void waitsForTheLogEvenIfNotAdaptive() throws IOException {
        traffic = traffic(OptionalLong.empty(), false);
        CheckpointStateOutputStream stream = open(running(OptionalLong.empty()));
        LogCommit commit = traffic.logCommitStarted();
        clock.schedule(Duration.ofMillis(300), () -> commit.ended(false));
        stream.write(1);
        assertThat(clock.relativeTimeMillis()).isEqualTo(300);
    }

    @Test
    void waitsForTheLastOfSeveralCommits() throws IOException {
        CheckpointStateOutputStream stream = open(running(OptionalLong.of(60L * MEGA)));
        LogCommit first = traffic.logCommitStarted();
        LogCommit second = traffic.logCommitStarted();
        LogCommit third = traffic.logCommitStarted();
        third.ended(true);
        clock.schedule(Duration.ofMillis(100), () -> first.ended(true));
        clock.schedule(Duration.ofMillis(400), () -> second.ended(true));
        stream.write(1);
        assertThat(clock.relativeTimeMillis()).isEqualTo(400);
    }

    @Test
    void hangingCommitHoldsForASecondOnly() throws IOException {
        CheckpointStateOutputStream stream = open(running(OptionalLong.of(60L * MEGA)));
        LogCommit hanging = traffic.logCommitStarted();
        stream.write(1);
        assertThat(clock.relativeTimeMillis()).isEqualTo(1000);
        stream.write(new byte[TrafficControl.QUANTUM_BYTES]);
        assertThat(clock.relativeTimeMillis()).isLessThan(1020);
        hanging.ended(false);
    }

    @Test
    void commitsThatAlwaysOverlapLeaveTheFloor() throws IOException {
        BackendTraffic backend = running(OptionalLong.of(60L * MEGA));
        overlapForEver();
        CheckpointStateOutputStream stream = open(backend);
        byte[] bytes = new byte[MEGA];
        for (int i = 0; i < 40; i++) {
            stream.write(bytes);
        }
        // The floor is 4/3 MB/s, and no more than two seconds' worth are owed.
        assertThat(clock.relativeTimeMillis()).isBetween(30_000L, 32_100L);
        assertThat(backend.waitedForLogMs()).isGreaterThan(25_000);
    }

    private void overlapForEver() {
        LogCommit commit = traffic.logCommitStarted();
        clock.schedule(Duration.ofMillis(500), this::overlapForEver);
        clock.schedule(Duration.ofMillis(900), () -> commit.ended(false));
    }

    @Test
    void lateMaterializationWaitsForNothing() throws IOException {
        BackendTraffic backend = running(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream stream = open(backend);
        clock.advance(Duration.ofSeconds(45));
        LogCommit open = traffic.logCommitStarted();
        stream.write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isEqualTo(45_000);
        open.ended(true);
    }

    @Test
    void waitingWriterGoesOnWhenItBecomesLate() throws IOException {
        BackendTraffic backend = running(OptionalLong.of(60L * MEGA));
        CheckpointStateOutputStream stream = open(backend);
        clock.advance(Duration.ofMillis(44_800));
        stream.write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isEqualTo(45_000);
        assertThat(backend.waitedForRateMs()).isBetween(100L, 200L);
    }

    @Test
    void writesWithoutAMaterializationOnlyKeepTheLimit() throws IOException {
        BackendTraffic backend = traffic.register(INTERVAL);
        LogCommit commit = traffic.logCommitStarted();
        open(backend).write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isZero();
        commit.ended(true);
    }

    @Test
    void floorCoversWhatAllBackendsNeed() {
        BackendTraffic first = running(OptionalLong.of(600L * MEGA));
        running(OptionalLong.of(1200L * MEGA));
        assertThat(first.allowedBytesPerSecond()).hasValue(40 * MEGA);
        first.ended();
        assertThat(first.allowedBytesPerSecond()).as("it will come again").hasValue(40 * MEGA);
    }

    @Test
    void closedBackendNeedsNothing() {
        BackendTraffic first = running(OptionalLong.of(6L * MEGA));
        BackendTraffic second = running(OptionalLong.of(1200L * MEGA));
        assertThat(first.allowedBytesPerSecond().orElse(0)).isGreaterThan(26 * MEGA);
        second.close();
        assertThat(first.allowedBytesPerSecond()).as("the ceiling").hasValue(16 * MEGA);
        second.close();
        second.ended();
    }

    @Test
    void whatWasSentIsTheNextExpectationOfAnUnknownSize() throws IOException {
        BackendTraffic backend = running(OptionalLong.empty());
        CheckpointStateOutputStream stream = open(backend);
        while (backend.sentBytes() < 300L * MEGA) {
            stream.write(new byte[MEGA]);
        }
        backend.ended();
        BackendTraffic other = running(OptionalLong.of(900L * MEGA));
        assertThat(other.allowedBytesPerSecond().orElse(0)).isBetween(26L * MEGA, 27L * MEGA);
    }

    @Test
    void unusedPartOfAQuantumIsGivenBack() throws IOException {
        traffic = traffic(OptionalLong.of(TrafficControl.QUANTUM_BYTES), false);
        BackendTraffic backend = running(OptionalLong.empty());
        for (int i = 0; i < 64; i++) {
            try (CheckpointStateOutputStream stream = open(backend)) {
                stream.write(new byte[TrafficControl.QUANTUM_BYTES / 64]);
                stream.closeAndGetHandle();
            }
        }
        assertThat(backend.sentBytes()).isEqualTo(TrafficControl.QUANTUM_BYTES);
        // Each but the first had to wait until a whole quantum was there.
        assertThat(clock.relativeTimeMillis()).isBetween(984L, 1000L);
    }

    /** A task thread may be about to start one when another thread closes its backend. */
    @Test
    void nothingStartsAfterTheClose() throws IOException {
        BackendTraffic backend = running(OptionalLong.empty());
        backend.close();
        backend.started(OptionalLong.of(1));
        LogCommit open = traffic.logCommitStarted();
        open(backend).write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).as("nobody is paced").isZero();
        open.ended(true);
    }

    @Test
    void whatACheckpointWaitsForOnlyKeepsToTheLimit() throws IOException {
        running(OptionalLong.of(MEGA));
        LogCommit open = traffic.logCommitStarted();
        limited().write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isZero();
        open.ended(true);

        traffic = traffic(OptionalLong.of(10 * MEGA), true);
        limited().write(new byte[100 * MEGA]);
        assertThat(clock.relativeTimeMillis()).isBetween(9_700L, 10_000L);
    }

    @Test
    void callersBugsAreToldAtOnce() {
        BackendTraffic backend = running(OptionalLong.empty());
        assertThatThrownBy(() -> backend.started(OptionalLong.empty()))
                .isInstanceOf(IllegalStateException.class);
        LogCommit commit = traffic.logCommitStarted();
        commit.ended(true);
        assertThatThrownBy(() -> commit.ended(true)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new TrafficSettings(OptionalLong.of(0), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private MaterializationTraffic traffic(OptionalLong max, boolean adaptive) {
        return new MaterializationTraffic(
                new TrafficSettings(max, adaptive), clock, new SteppingPause(clock));
    }

    private BackendTraffic running(OptionalLong expectedBytes) {
        BackendTraffic backend = traffic.register(INTERVAL);
        backend.started(expectedBytes);
        return backend;
    }

    private CheckpointStateOutputStream open(BackendTraffic backend) throws IOException {
        return backend.paced(new ObservedStreams(this::written))
                .createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
    }

    private CheckpointStateOutputStream limited() throws IOException {
        return traffic.limited(new ObservedStreams(this::written))
                .createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
    }

    private void written(int bytes) {
        written.add(new long[] {clock.relativeTimeNanos(), bytes});
    }

    private long sentSince(long beginMs) {
        return written.stream().filter(w -> w[0] >= beginMs * 1_000_000).mapToLong(w -> w[1]).sum();
    }

    /**
     * Over any period, at most rate * period + burst were written: the largest excess, in a pass.
     */
    private void assertNowhereAbove(long rate, long burst) {
        double owed = 0;
        long before = written.get(0)[0];
        for (long[] write : written) {
            owed = Math.max(0, owed - (write[0] - before) / 1e9 * rate) + write[1];
            before = write[0];
            assertThat(owed).isLessThanOrEqualTo(burst + 1.0);
        }
    }
}
