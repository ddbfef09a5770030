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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class UnderWayTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final UnderWay underWay = new UnderWay(SystemClock.getInstance());

    @Test
    void whoWaitsGoesOnWhenTheLastOneHasEnded() throws Exception {
        underWay.began();
        underWay.began();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> underWay.awaitNone(LONG));
        Thread waiter = new Thread(waiting, "waiter");
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

        underWay.ended();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        assertThat(waiting).isNotDone();
        underWay.ended();

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void whoWaitsGoesOnWhenTheTimeIsOver() {
        underWay.began();

        assertThat(underWay.awaitNone(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void whoIsInterruptedGoesOnAndIsInterrupted() {
        underWay.began();
        Thread.currentThread().interrupt();

        assertThat(underWay.awaitNone(LONG)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatAnExecutorIsToDoIsUnderWayUntilItIsDoneOrFails() {
        List<Runnable> queue = new ArrayList<>();
        underWay.counted(queue::add)
                .execute(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        });
        assertThat(underWay.awaitNone(Duration.ZERO)).isFalse();

        assertThatThrownBy(queue.get(0)::run).hasMessage("on purpose");

        assertThat(underWay.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void whatAnExecutorRefusesIsNotUnderWay() {
        assertThatThrownBy(
                        () ->
                                underWay.counted(
                                                command -> {
                                                    throw new RejectedExecutionException();
                                                })
                                        .execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);

        assertThat(underWay.awaitNone(Duration.ZERO)).isTrue();
    }
}
