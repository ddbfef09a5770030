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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {

    private static final long BEGIN_MS = 1_000_000;

    private final ManualClock clock = new ManualClock(TimeUnit.MILLISECONDS.toNanos(BEGIN_MS));
    private final Schedule schedule = new Schedule(clock);
    private final Workload workload = Workload.wordCount(10, 8, 100);

    @Test
    void fillingIsDueAtOnce() throws Exception {
        for (long index = 0; index < 10; index++) {
            assertThat(schedule.awaitDue(workload, index)).isEqualTo(BEGIN_MS);
        }
    }

    @Test
    void firstRecordAfterTheFillingBeginsTheRate() throws Exception {
        schedule.awaitDue(workload, 9);
        clock.advanceTime(Duration.ofSeconds(5));
        assertThat(schedule.awaitDue(workload, 10)).isEqualTo(BEGIN_MS + 5_000);
        clock.advanceTime(Duration.ofSeconds(1));
        assertThat(schedule.awaitDue(workload, 12)).isEqualTo(BEGIN_MS + 5_020);
    }

    @Test
    void recordsOfTheTimeInWhichAJobWasDownStayDueWhenTheyWere() throws Exception {
        schedule.awaitDue(workload, 10);
        clock.advanceTime(Duration.ofMinutes(1));
        assertThat(schedule.awaitDue(workload, 60)).isEqualTo(BEGIN_MS + 500);
    }

    @Test
    void cancelledSourceDoesNotWait() throws Exception {
        schedule.awaitDue(workload, 10);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> schedule.awaitDue(workload, 100))
                .isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void withoutARateEverythingIsDueAtOnce() throws Exception {
        Workload unlimited = Workload.unlimitedWordCount(10, 8);
        assertThat(schedule.awaitDue(unlimited, 999)).isEqualTo(BEGIN_MS);
    }
}
