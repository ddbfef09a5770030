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

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class JanitorWiringTest {

    @Test
    void theFirstRoundsOfJobsThatBeginTogetherAreSpreadOverMinutes() {
        Duration usual = Duration.ofMinutes(10);

        assertThat(JanitorWiring.firstDelay(usual, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(JanitorWiring.firstDelay(usual, 0.5)).isEqualTo(Duration.ofMinutes(3));
        assertThat(JanitorWiring.firstDelay(usual, 1)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void jobsHaveDifferentSharesOfThatTime() {
        Set<Double> shares = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            shares.add(JanitorWiring.shareOf(new JobID(i, 7)));
        }

        assertThat(shares).hasSizeGreaterThan(50).allMatch(share -> share >= 0 && share < 1);
    }

    @Test
    void theFirstRoundIsNoLaterThanTheIntervalAsks() {
        assertThat(JanitorWiring.firstDelay(Duration.ofMillis(20), 1))
                .isEqualTo(Duration.ofMillis(20));
        assertThat(JanitorWiring.firstDelay(Duration.ofMinutes(2), 1))
                .isEqualTo(Duration.ofMinutes(2));
    }
}
