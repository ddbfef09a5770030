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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.configuration.Configuration;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestLatencyTest {

    private static final int DRAWS = 100_000;

    private final Configuration configuration = new Configuration();

    @Test
    void theMiddleIsTheMedianOfItsKind() {
        assertThat(percentileMs(draw(RequestKind.PUT), 0.5)).isBetween(39L, 41L);
        assertThat(percentileMs(draw(RequestKind.GET), 0.5)).isBetween(19L, 21L);
        assertThat(percentileMs(draw(RequestKind.LIST), 0.5)).isBetween(49L, 51L);
    }

    @Test
    void fewRequestsTakeManyTimesTheMedianAndNoneLongerThanTheLimit() {
        List<Duration> latencies = draw(RequestKind.PUT);

        assertThat(percentileMs(latencies, 0.99)).isLessThan(200);
        assertThat(percentileMs(latencies, 0.999)).isGreaterThan(200);
        assertThat(percentileMs(latencies, 1)).isEqualTo(2_000);
    }

    @Test
    void withoutATailNoneIsFarFromTheMedian() {
        configuration.set(ObjectStoreOptions.TAIL_SHARE, 0.0);

        assertThat(percentileMs(draw(RequestKind.PUT), 1)).isLessThan(200);
    }

    @Test
    void theSeedDecides() {
        List<Duration> first = draw(RequestKind.PUT);

        assertThat(draw(RequestKind.PUT)).isEqualTo(first);
        configuration.set(ObjectStoreOptions.SEED, 8L);
        assertThat(draw(RequestKind.PUT)).isNotEqualTo(first);
    }

    @Test
    void whatIsNoDistributionIsRefused() {
        configuration.set(ObjectStoreOptions.TAIL_SHARE, 1.5);

        assertThatThrownBy(() -> new RequestLatency(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5");
    }

    private List<Duration> draw(RequestKind kind) {
        RequestLatency latency = new RequestLatency(configuration);
        List<Duration> drawn = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.add(latency.next(kind));
        }
        return drawn;
    }

    private static long percentileMs(List<Duration> latencies, double share) {
        List<Duration> sorted = new ArrayList<>(latencies);
        sorted.sort(Duration::compareTo);
        return sorted.get((int) ((sorted.size() - 1) * share)).toMillis();
    }
}
