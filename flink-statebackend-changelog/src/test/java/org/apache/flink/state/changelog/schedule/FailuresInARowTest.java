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
package org.apache.flink.state.changelog.schedule;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresInARowTest {

    private final FailuresInARow failures = new FailuresInARow(Duration.ofSeconds(10));

    @Test
    void eachIntervalWithFailuresCountsOnce() {
        assertThat(failures.failed(5_000)).isEqualTo(1);
        assertThat(failures.failed(14_999)).isEqualTo(1);
        assertThat(failures.failed(15_000)).isEqualTo(2);
        assertThat(failures.failed(24_999)).isEqualTo(2);
        assertThat(failures.failed(60_000)).isEqualTo(3);
    }

    @Test
    void aSuccessBeginsAnew() {
        failures.failed(0);
        failures.failed(10_000);
        failures.succeeded();

        assertThat(failures.failed(10_001)).isEqualTo(1);
    }

    @Test
    void anIntervalThatMeansNeverIsTenMinutesHere() {
        FailuresInARow rare = new FailuresInARow(Duration.ofDays(10_000));
        rare.failed(0);

        assertThat(rare.failed(599_999)).isEqualTo(1);
        assertThat(rare.failed(600_000)).isEqualTo(2);
    }
}
