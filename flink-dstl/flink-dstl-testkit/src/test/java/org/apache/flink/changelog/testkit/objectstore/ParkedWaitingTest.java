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

import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.InterruptedIOException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ParkedWaitingTest {

    private final Clock clock = SystemClock.getInstance();
    private final Waiting waiting = new ParkedWaiting(clock);

    @Test
    void theTimeHasComeWhenItReturns() throws Exception {
        long nanos = clock.relativeTimeNanos() + Duration.ofMillis(3).toNanos();

        waiting.until(nanos);

        assertThat(clock.relativeTimeNanos() - nanos).isNotNegative();
    }

    @Test
    void anInterruptedThreadFailsAtOnceAndStaysInterrupted() {
        long nanos = clock.relativeTimeNanos() + Duration.ofHours(1).toNanos();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> waiting.until(nanos)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
