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
package org.apache.flink.changelog.testkit.scheduler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class SeededSchedulerTest {

    private final List<SeededScheduler> schedulers = new ArrayList<>();

    @AfterEach
    void close() {
        schedulers.forEach(SeededScheduler::close);
    }

    @Test
    void commandsTakeTurnsAtTheirPausesInAnOrderThatTheSeedDecides() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 400; seed++) {
            orders.add(order(seed));
        }

        // two commands of two parts each, and a message: 5! / (2! * 2!)
        assertThat(orders).hasSize(30);
        assertThat(order(17)).isEqualTo(order(17));
    }

    private List<String> order(long seed) {
        SeededScheduler scheduler = scheduler(seed);
        List<String> events = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            scheduler.start(
                    () -> {
                        events.add(name + 1);
                        scheduler.pause();
                        events.add(name + 2);
                    });
        }
        scheduler.send(() -> events.add("message"));
        scheduler.settle();
        scheduler.close();
        return events;
    }

    @Test
    void commandThatWaitsIsNotResumedBefore() {
        SeededScheduler scheduler = scheduler(1);
        List<String> events = new ArrayList<>();
        CountDownLatch latch = new CountDownLatch(1);
        scheduler.start(
                () -> {
                    scheduler.await(latch);
                    events.add("released");
                });
        scheduler.settle();
        assertThat(events).isEmpty();
        assertThat(scheduler.commands()).isOne();

        scheduler.clock().schedule(Duration.ofSeconds(1), latch::countDown);
        scheduler.advance(Duration.ofSeconds(1));
        scheduler.settle();

        assertThat(events).containsExactly("released");
        assertThat(scheduler.commands()).isZero();
    }

    @Test
    void commandThatDiesIsReported() {
        SeededScheduler scheduler = scheduler(1);
        RuntimeException cause = new RuntimeException("injected");
        scheduler.start(
                () -> {
                    throw cause;
                });

        assertThatThrownBy(scheduler::settle).isInstanceOf(AssertionError.class).hasCause(cause);
    }

    @Test
    void onlyCommandsCanWait() {
        SeededScheduler scheduler = scheduler(1);

        scheduler.pause();
        assertThatThrownBy(() -> scheduler.await(new CountDownLatch(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    private SeededScheduler scheduler(long seed) {
        SeededScheduler scheduler = new SeededScheduler(new Random(seed));
        schedulers.add(scheduler);
        return scheduler;
    }
}
