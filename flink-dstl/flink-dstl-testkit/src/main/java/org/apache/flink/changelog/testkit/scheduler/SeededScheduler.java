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

import org.apache.flink.changelog.testkit.FaultPlan;
import org.apache.flink.changelog.testkit.ManualClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Runs what was started in an order drawn from the seed, one thing at a time: messages to their
 * end, and commands that do I/O from pause to pause. Time is manual.
 *
 * <p>Used by the thread of the simulation, and by the commands that it runs while it waits.
 */
public final class SeededScheduler implements FaultPlan.Waiting, AutoCloseable {

    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final List<Runnable> messages = new ArrayList<>();
    private final List<Coroutine> commands = new ArrayList<>();

    private final CoroutineThreads threads = new CoroutineThreads();

    /** Present while a command runs. */
    private Optional<Coroutine> running = Optional.empty();

    public SeededScheduler(Random random) {
        this.random = random;
    }

    public ManualClock clock() {
        return clock;
    }

    /** A message arrives some time, in no particular order, and is handled without a pause. */
    public void send(Runnable message) {
        messages.add(message);
    }

    /** A command begins some time, and may pause. */
    public void start(Runnable command) {
        commands.add(new Coroutine(command, threads));
    }

    /** Called by commands: something else may happen first. Elsewhere it does nothing. */
    public void pause() {
        running.ifPresent(command -> command.pause(Optional.empty()));
    }

    @Override
    public void await(CountDownLatch latch) {
        running.orElseThrow(() -> new IllegalStateException("only a command can wait"))
                .pause(Optional.of(latch));
    }

    /** Whether a message or a command could run now. */
    public boolean hasReady() {
        return !messages.isEmpty() || commands.stream().anyMatch(Coroutine::isReady);
    }

    /** Commands that have not ended, those that wait included. */
    public int commands() {
        return commands.size();
    }

    /** Delivers one message or resumes one command; whichever comes first is drawn. */
    public void runOne() {
        int ready = (int) commands.stream().filter(Coroutine::isReady).count();
        int drawn = random.nextInt(messages.size() + ready);
        if (drawn < messages.size()) {
            messages.remove(drawn).run();
        } else {
            resume(readyCommand(drawn - messages.size()));
        }
    }

    public void advance(Duration duration) {
        clock.advance(duration);
    }

    /** Runs everything that can run, and what follows from it, without letting time pass. */
    public void settle() {
        while (hasReady()) {
            runOne();
        }
    }

    /** When everything has ended. */
    @Override
    public void close() {
        threads.close();
    }

    private Coroutine readyCommand(int index) {
        return commands.stream().filter(Coroutine::isReady).skip(index).findFirst().orElseThrow();
    }

    private void resume(Coroutine command) {
        running = Optional.of(command);
        boolean ended = command.resume();
        running = Optional.empty();
        if (ended) {
            commands.remove(command);
        }
    }
}
