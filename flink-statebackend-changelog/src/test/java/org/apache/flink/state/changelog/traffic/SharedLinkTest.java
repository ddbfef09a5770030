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

import org.apache.flink.state.changelog.PrintedSeed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a materialization does to the logs of two TaskManagers that share a link of 50 MB/s. */
@Timeout(60)
class SharedLinkTest {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLinkTest.class);

    private static final Duration INTERVAL = Duration.ofMinutes(2);

    @RegisterExtension final PrintedSeed seed = new PrintedSeed();

    @Test
    void logKeepsItsLatencyBesideAMaterialization() throws IOException {
        compare("1.0 GB", 1_000_000_000, 0);
    }

    @Test
    void logKeepsItsLatencyBesideAMaterializationWhileOthersCrowdTheLink() throws IOException {
        compare("1.0 GB and a crowd of 25 MB/s", 1_000_000_000, 25_000_000);
    }

    @Test
    void smallMaterializationIsDoneEarlyAllTheSame() throws IOException {
        SharedLinkSimulation simulation = simulation(0);
        Duration took = simulation.materialize(200_000_000, true);
        assertThat(took).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void whatTheLinkCannotCarryBecomesLateAndSaysSo() throws IOException {
        SharedLinkSimulation simulation = simulation(20_000_000);
        Duration took = simulation.materialize(4_000_000_000L, true);
        assertThat(took).isGreaterThan(INTERVAL.multipliedBy(3).dividedBy(4));
        assertThat(simulation.backend().sentBytes()).isGreaterThanOrEqualTo(4_000_000_000L);
    }

    private void compare(String title, long bytes, long crowd) throws IOException {
        SharedLinkSimulation without = simulation(crowd);
        without.idle();
        SharedLinkSimulation unpaced = simulation(crowd);
        Duration unpacedTook = unpaced.materialize(bytes, false);
        SharedLinkSimulation paced = simulation(crowd);
        Duration took = paced.materialize(bytes, true);

        report(title + ", none", without, Duration.ZERO);
        report(title + ", unpaced", unpaced, unpacedTook);
        report(title + ", paced", paced, took);
        assertThat(took).as("late after 90 s").isLessThan(INTERVAL.multipliedBy(3).dividedBy(4));
        assertWithinTwice(paced.ownLogMs, without.ownLogMs);
        assertWithinTwice(paced.neighbourLogMs, without.neighbourLogMs);
        assertThat(p99(unpaced.ownLogMs))
                .as("or this proves nothing")
                .isGreaterThan(2 * p99(without.ownLogMs));
    }

    private SharedLinkSimulation simulation(long crowd) {
        SharedLinkSimulation simulation = new SharedLinkSimulation(seed.value(), INTERVAL);
        if (crowd > 0) {
            simulation.crowd(Duration.ofSeconds(10), Duration.ofSeconds(50), crowd);
        }
        return simulation;
    }

    private static void assertWithinTwice(List<Long> pacedMs, List<Long> withoutMs) {
        assertThat(p99(pacedMs)).isLessThanOrEqualTo(2 * p99(withoutMs));
    }

    private static long p99(List<Long> ms) {
        return SharedLinkSimulation.percentile(ms, 0.99);
    }

    private static void report(String title, SharedLinkSimulation run, Duration took) {
        LOG.info(
                "{}: materialization {} s; own log p50 {} p99 {} ms, neighbour p50 {} p99 {} ms,"
                        + " waited {} ms for the log, {} ms for the rate",
                title,
                took.toMillis() / 1e3,
                SharedLinkSimulation.percentile(run.ownLogMs, 0.5),
                p99(run.ownLogMs),
                SharedLinkSimulation.percentile(run.neighbourLogMs, 0.5),
                p99(run.neighbourLogMs),
                run.backend().waitedForLogMs(),
                run.backend().waitedForRateMs());
    }
}
