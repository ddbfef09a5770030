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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.budget.InFlightBudget;
import org.apache.flink.changelog.budget.InFlightBudget.OpenMemory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
final class InFlightBudgetTest {

    private static final long LIMIT = 1_000;
    private static final long FAR_OVER_LIMIT = 2_000;

    private final ManualClock clock = new ManualClock();
    private final InFlightBudget budget = new InFlightBudget(LIMIT, clock);

    @Test
    void isAvailableBelowTheLimit() {
        budget.seal(0, LIMIT - 1);

        assertThat(budget.isApproximatelyAvailable()).isTrue();
        assertThat(budget.overLimit()).isFalse();
    }

    @Test
    void isUnavailableAtTheLimitUntilSomethingIsReleased() {
        budget.seal(0, LIMIT);
        CompletableFuture<?> available = budget.getAvailableFuture();
        assertThat(available).isNotDone();

        budget.releaseSealed(1);

        assertThat(available).isDone();
        assertThat(budget.isApproximatelyAvailable()).isTrue();
    }

    @Test
    void nobodyWaitsForOpenBytesThatNobodyWouldRelease() throws IOException {
        budget.adjustOpen(FAR_OVER_LIMIT);

        budget.awaitRoom();
        assertThat(budget.isAvailable()).isTrue();
        assertThat(budget.overLimit()).isTrue();
    }

    @Test
    void sealingOverTheLimitMakesItUnavailable() {
        budget.adjustOpen(LIMIT);
        budget.seal(LIMIT, LIMIT);

        assertThat(budget.exhausted()).isTrue();
        assertThat(budget.usedBytes()).isEqualTo(LIMIT);
    }

    @Test
    void writerThatDoesNotHeedTheLimitWaitsForARelease() throws Exception {
        budget.seal(0, FAR_OVER_LIMIT);
        Waiter waiter = new Waiter();
        waiter.awaitBlocked();

        budget.releaseSealed(LIMIT);

        waiter.done.get();
        assertThat(budget.usedBytes()).isEqualTo(LIMIT);
    }

    @Test
    void timePassesForThoseThatWaitAsForThoseThatHaveWaited() throws Exception {
        budget.seal(0, FAR_OVER_LIMIT);
        Waiter one = new Waiter();
        one.awaitBlocked();
        clock.advance(Duration.ofSeconds(5));
        Waiter two = new Waiter();
        two.awaitBlocked();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.blockedTime()).isEqualTo(Duration.ofSeconds(7));

        budget.releaseSealed(LIMIT);
        one.done.get();
        two.done.get();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budget.blockedTime()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void closeWakesWhoeverWaits() throws Exception {
        budget.seal(0, FAR_OVER_LIMIT);
        CompletableFuture<?> available = budget.getAvailableFuture();
        Waiter waiter = new Waiter();
        waiter.awaitBlocked();

        budget.close();

        assertThat(available).isDone();
        assertThatThrownBy(waiter.done::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void interruptEndsTheWaitAndIsKept() throws Exception {
        budget.seal(0, FAR_OVER_LIMIT);
        Waiter waiter = new Waiter();
        waiter.awaitBlocked();

        waiter.thread.interrupt();

        assertThatThrownBy(waiter.done::get).hasMessageContaining("interrupted");
        assertThat(waiter.wasInterrupted).isTrue();
    }

    @Test
    void writersThatHaveSomethingAreAskedToSealEachTimeTheLimitIsPassed() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger emptyAsked = new AtomicInteger();
        OpenMemory writer = budget.openMemory(asked::incrementAndGet);
        budget.openMemory(emptyAsked::incrementAndGet);
        writer.resize(LIMIT - 1);
        assertThat(asked).hasValue(0);

        budget.adjustOpen(1);
        budget.adjustOpen(1);
        assertThat(asked).hasValue(1);
        budget.adjustOpen(-2);
        budget.seal(0, 1);
        assertThat(asked).as("also when it is exhausted by that").hasValue(2);

        writer.close();
        budget.adjustOpen(LIMIT);
        assertThat(asked).as("it is closed").hasValue(2);
        assertThat(emptyAsked).hasValue(0);
    }

    @Test
    void releasingMoreThanWasCountedIsABug() {
        budget.seal(0, 10);

        assertThatThrownBy(() -> budget.releaseSealed(11))
                .isInstanceOf(IllegalStateException.class);
        assertThat(budget.usedBytes()).isEqualTo(10);
    }

    private final class Waiter {

        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final CountDownLatch started = new CountDownLatch(1);
        private final Thread thread = new Thread(this::waitForRoom, "waiter");
        private volatile boolean wasInterrupted;

        Waiter() {
            thread.setDaemon(true);
            thread.start();
        }

        void awaitBlocked() throws InterruptedException {
            started.await();
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }

        private void waitForRoom() {
            started.countDown();
            try {
                budget.awaitRoom();
                done.complete(null);
            } catch (IOException e) {
                wasInterrupted = Thread.currentThread().isInterrupted();
                done.completeExceptionally(e);
            }
        }
    }
}
