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

import org.apache.flink.state.changelog.PrintedSeed;
import org.apache.flink.state.changelog.schedule.MaterializationSlots.Ticket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class MaterializationSlotsTest {

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();

    private final MaterializationSlots slots = new MaterializationSlots(2);
    private final List<String> granted = new ArrayList<>();

    @Test
    void freeSlotsAreGrantedAtOnceAndTheRestWaits() {
        request("a");
        request("b");
        request("c");
        assertThat(granted).containsExactly("a", "b");
        assertThat(slots.taken()).isEqualTo(2);
        assertThat(slots.waiting()).isEqualTo(1);
    }

    @Test
    void whoCameFirstIsServedFirst() {
        Ticket a = request("a");
        Ticket b = request("b");
        request("c");
        request("d");
        b.close();
        a.close();
        assertThat(granted).containsExactly("a", "b", "c", "d");
        assertThat(slots.waiting()).isZero();
        assertThat(slots.taken()).isEqualTo(2);
    }

    @Test
    void whoWithdrawsIsNotCalled() {
        Ticket a = request("a");
        request("b");
        Ticket c = request("c");
        request("d");
        c.close();
        a.close();
        assertThat(granted).containsExactly("a", "b", "d");
    }

    @Test
    void closingTwiceGivesBackOneSlot() {
        Ticket a = request("a");
        request("b");
        request("c");
        request("d");
        a.close();
        a.close();
        assertThat(granted).containsExactly("a", "b", "c");
        assertThat(slots.taken()).isEqualTo(2);
    }

    @Test
    void oneThatThrowsLosesItsSlotToTheNext() {
        Ticket a = request("a");
        request("b");
        Ticket broken =
                slots.request(
                        () -> {
                            throw new AssertionError("broken");
                        });
        request("c");
        a.close();
        assertThat(granted).containsExactly("a", "b", "c");
        broken.close();
        assertThat(slots.taken()).isEqualTo(2);
        assertThat(slots.waiting()).isZero();
    }

    @Test
    void noLockIsHeldDuringACallback() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        slots.request(
                () -> {
                    Thread other = new Thread(() -> seen.set(slots.taken()));
                    other.start();
                    try {
                        other.join(30_000);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(seen).hasValue(1);
    }

    @Test
    void aCallbackMayGiveItsSlotBackItself() {
        Ticket a = request("a");
        request("b");
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int index = i;
            tickets.add(slots.request(() -> tickets.get(index).close()));
        }
        request("c");
        a.close();
        assertThat(granted).containsExactly("a", "b", "c");
        assertThat(slots.taken()).isEqualTo(2);
    }

    @Test
    void manyThreadsNeverTakeMoreThanTheMaximumAndLeaveNothingBehind() throws Exception {
        int threads = 8;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(threads);
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(seed.value() + thread);
            new Thread(
                            () -> {
                                for (int i = 0; i < 2_000; i++) {
                                    takeOne(random, atOnce, most, served);
                                }
                                ended.countDown();
                            })
                    .start();
        }
        assertThat(ended.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(served.get()).isPositive();
        assertThat(slots.taken()).isZero();
        assertThat(slots.waiting()).isZero();
    }

    private void takeOne(
            Random random, AtomicInteger atOnce, AtomicInteger most, AtomicInteger served) {
        CountDownLatch mine = new CountDownLatch(1);
        boolean patient = random.nextInt(4) > 0;
        Ticket ticket = slots.request(mine::countDown);
        try {
            if (patient) {
                assertThat(mine.await(30, TimeUnit.SECONDS)).isTrue();
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                served.incrementAndGet();
                atOnce.decrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            ticket.close();
        }
    }

    @Test
    void thereMustBeASlot() {
        assertThatThrownBy(() -> new MaterializationSlots(0)).hasMessageContaining("0");
    }

    private Ticket request(String name) {
        return slots.request(() -> granted.add(name));
    }
}
