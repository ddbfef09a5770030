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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class TokenBucketTest {

    private static final int QUANTUM = 1000;
    private static final Duration BURST = Duration.ofMillis(250);

    @RegisterExtension final PrintedSeed seed = new PrintedSeed();

    @Test
    void overAnyPeriodAtMostTheRateAndABurstAreTaken() {
        Random random = new Random(seed.value());
        for (int run = 0; run < 100; run++) {
            long rate = 100L + random.nextInt(1_000_000);
            TokenBucket bucket = new TokenBucket(rate, BURST, QUANTUM, 0);
            List<long[]> taken = takeAtRandom(bucket, random);
            double burst = bucket.capacity();
            for (int from = 0; from < taken.size(); from++) {
                long sum = 0;
                for (int to = from; to < taken.size(); to++) {
                    sum += taken.get(to)[1];
                    double seconds = (taken.get(to)[0] - taken.get(from)[0]) / 1e9;
                    assertThat(sum)
                            .as("run %s, %s to %s", run, from, to)
                            .isLessThanOrEqualTo((long) (rate * seconds + burst) + 1);
                }
            }
        }
    }

    /** Writers that wait as told, or longer, or do nothing for a while. Time and bytes of each. */
    private static List<long[]> takeAtRandom(TokenBucket bucket, Random random) {
        List<long[]> taken = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 200; i++) {
            int bytes = 1 + random.nextInt(QUANTUM);
            now += random.nextInt(20) == 0 ? random.nextInt(2_000_000_000) : 0;
            now = waitAndTake(bucket, bytes, now);
            taken.add(new long[] {now, bytes});
        }
        return taken;
    }

    /** Returns what time it is then. */
    private static long waitAndTake(TokenBucket bucket, int bytes, long beginNanos) {
        long now = beginNanos;
        for (long wait = bucket.nanosUntil(bytes, now);
                wait > 0;
                wait = bucket.nanosUntil(bytes, now)) {
            now += wait;
        }
        bucket.take(bytes, now);
        return now;
    }

    @Test
    void whoeverWaitsAsToldGetsTheWholeRate() {
        TokenBucket bucket = new TokenBucket(50_000, BURST, QUANTUM, 0);
        long now = 0;
        long sum = 0;
        while (now < 10_000_000_000L) {
            now = waitAndTake(bucket, QUANTUM, now);
            sum += QUANTUM;
        }
        assertThat(sum).isBetween(500_000L, 500_000L + 12_500 + QUANTUM);
    }

    @Test
    void newRateHoldsFromTheChangeOn() {
        TokenBucket bucket = new TokenBucket(1_000_000, BURST, QUANTUM, 0);
        bucket.changeRate(100, 0);
        assertThat(bucket.capacity()).isEqualTo(QUANTUM);
        bucket.take(QUANTUM, 0);
        assertThat(bucket.nanosUntil(QUANTUM, 0)).isEqualTo(10_000_000_000L);
        bucket.changeRate(1000, 5_000_000_000L);
        assertThat(bucket.nanosUntil(QUANTUM, 5_000_000_000L)).isEqualTo(500_000_000L);
    }

    @Test
    void clockThatStepsBackAddsNothing() {
        TokenBucket bucket = new TokenBucket(1000, BURST, QUANTUM, 0);
        bucket.take(QUANTUM, 500_000_000L);
        assertThat(bucket.nanosUntil(QUANTUM, 0)).isEqualTo(1_000_000_000L);
        assertThat(bucket.nanosUntil(QUANTUM, 500_000_000L)).isEqualTo(1_000_000_000L);
    }

    @Test
    void whatIsGivenBackNeverExceedsTheBurst() {
        TokenBucket bucket = new TokenBucket(1000, BURST, QUANTUM, 0);
        bucket.giveBack(QUANTUM);
        bucket.take(QUANTUM, 0);
        assertThat(bucket.nanosUntil(1, 0)).isPositive();
        bucket.giveBack(400);
        assertThat(bucket.nanosUntil(400, 0)).isZero();
        assertThat(bucket.nanosUntil(401, 0)).isPositive();
    }

    @Test
    void takingWithoutWaitingIsACallersBug() {
        TokenBucket bucket = new TokenBucket(1000, BURST, QUANTUM, 0);
        bucket.take(QUANTUM, 0);
        assertThatThrownBy(() -> bucket.take(1, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bucket.nanosUntil(QUANTUM + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
