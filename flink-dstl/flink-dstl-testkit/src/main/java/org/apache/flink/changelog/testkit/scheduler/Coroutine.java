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

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A command with a stack of its own, which runs only between {@link #resume} and its next pause.
 */
final class Coroutine {

    private final Runnable command;
    private final CoroutineThreads threads;

    /** Present once it has begun. */
    private Optional<CoroutineThread> thread = Optional.empty();

    /** What a pause waits for. */
    private Optional<CountDownLatch> awaited = Optional.empty();

    Coroutine(Runnable command, CoroutineThreads threads) {
        this.command = command;
        this.threads = threads;
    }

    /** Whether there is a point in resuming. */
    boolean isReady() {
        return awaited.isEmpty() || awaited.get().getCount() == 0;
    }

    /**
     * Runs it until its next pause or its end. Called by the scheduler's thread.
     *
     * @return whether it has ended
     */
    boolean resume() {
        CoroutineThread mine = thread.orElseGet(() -> threads.take(command));
        thread = Optional.of(mine);
        boolean ended = mine.resume();
        if (ended) {
            threads.giveBack(mine);
        }
        return ended;
    }

    /** Lets others run. Called by the command. */
    void pause(Optional<CountDownLatch> until) {
        awaited = until;
        thread.orElseThrow().pause();
        awaited = Optional.empty();
    }
}
