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
package org.apache.flink.state.changelog;

import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.util.function.ThrowingConsumer;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.Collections;

import static org.assertj.core.api.Assertions.assertThat;

/** What is allocated per change is the table's; heap tables, which allocate on the task thread. */
class LoggingAllocationTest {

    private static final int CHANGES = 20_000;

    /** Of several rounds the best counts: the first ones load classes. */
    private static final int ROUNDS = 5;

    /** Far less than an object per change. */
    private static final long MOST_BYTES = 64 * 1024;

    private static final int KEYS = 16;
    private static final Long ONE = 1L;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ForgetfulLogStorage log = new ForgetfulLogStorage();

    @Test
    void anUpdateOfAValueAllocatesNothingForTheLog() throws Exception {
        assertNothingForTheLog(states -> states.value.update(ONE));
    }

    @Test
    void aPutIntoAMapAllocatesNothingForTheLog() throws Exception {
        assertNothingForTheLog(states -> states.map.put("key", ONE));
    }

    @Test
    void anElementForAListAllocatesNothingForTheLog() throws Exception {
        assertNothingForTheLog(states -> states.list.add("element"));
    }

    @Test
    void aTimerThatComesAndGoesAllocatesNothingForTheLog() throws Exception {
        TimerHeapInternalTimer<Integer, Integer> timer = StatesUnderTest.timer(1, 2, 3);
        assertNothingForTheLog(
                states -> {
                    states.timers.add(timer);
                    states.timers.remove(timer);
                });
    }

    private void assertNothingForTheLog(ThrowingConsumer<StatesUnderTest, Exception> change)
            throws Exception {
        long plain;
        try (BackendUnderTest task =
                BackendUnderTest.create(
                        BackendUnderTest.heap(),
                        log,
                        BackendUnderTest.all(),
                        Collections.emptyList())) {
            plain = leastBytes(task, change);
        }
        assertThat(log.changes()).isZero();
        try (BackendUnderTest task = BackendUnderTest.fresh(BackendUnderTest.heap(), log)) {
            assertThat(leastBytes(task, change) - plain).isLessThan(MOST_BYTES);
        }
        assertThat(log.changes()).isGreaterThanOrEqualTo((long) CHANGES * ROUNDS);
    }

    private long leastBytes(
            BackendUnderTest task, ThrowingConsumer<StatesUnderTest, Exception> change)
            throws Exception {
        StatesUnderTest states = new StatesUnderTest(task.backend());
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            // Lists do not grow from round to round.
            for (int key = 0; key < KEYS; key++) {
                states.select(key, 0);
                states.list.clear();
            }
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < CHANGES; i++) {
                states.select(i % KEYS, 0);
                change.accept(states);
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            least = Math.min(least, after - before);
        }
        return least;
    }
}
