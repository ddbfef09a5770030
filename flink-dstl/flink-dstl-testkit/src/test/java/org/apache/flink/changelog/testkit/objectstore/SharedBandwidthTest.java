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

import org.apache.flink.configuration.MemorySize;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@Timeout(60)
class SharedBandwidthTest {

    private static final long PER_SECOND = MemorySize.ofMebiBytes(50).getBytes();
    private static final double PRECISION_MS = 5;

    private final LockstepTime time = new LockstepTime();
    private final SharedBandwidth link = new SharedBandwidth(PER_SECOND, time, time);

    @Test
    void oneTransferGetsAllOfIt() throws Exception {
        time.run(() -> link.transfer(10 * PER_SECOND, passed -> {}));

        assertThat(nowMs()).isCloseTo(10_000, within(PRECISION_MS));
    }

    @Test
    void aSmallTransferWaitsOnlyForItsShareBesideLargeOnes() throws Exception {
        AtomicLong smallMs = new AtomicLong();

        time.run(
                () -> link.transfer(10 * PER_SECOND, passed -> {}),
                () -> link.transfer(10 * PER_SECOND, passed -> {}),
                () -> link.transfer(10 * PER_SECOND, passed -> {}),
                () -> {
                    link.transfer(PER_SECOND, passed -> {});
                    smallMs.set((long) nowMs());
                });

        assertThat(smallMs.doubleValue()).isCloseTo(4_000, within(PRECISION_MS));
        assertThat(nowMs()).isCloseTo(31_000, within(PRECISION_MS));
    }

    @Test
    void anIdleLinkSavesNothingUp() throws Exception {
        time.run(() -> time.until(Duration.ofSeconds(100).toNanos()));
        time.run(() -> link.transfer(PER_SECOND, passed -> {}));

        assertThat(nowMs()).isCloseTo(101_000, within(PRECISION_MS));
    }

    @Test
    void eachTurnIsToldWhenItHasPassed() throws Exception {
        AtomicLong told = new AtomicLong();
        long bytes = 3L * SharedBandwidth.TURN_BYTES + 1;

        time.run(() -> link.transfer(bytes, told::addAndGet));

        assertThat(told).hasValue(bytes);
    }

    @Test
    void noBandwidthIsRefused() {
        assertThatThrownBy(() -> new SharedBandwidth(0, time, time))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private double nowMs() {
        return time.relativeTimeNanos() / 1e6;
    }
}
