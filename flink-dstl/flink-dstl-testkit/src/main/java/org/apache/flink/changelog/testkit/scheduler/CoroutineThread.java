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
import java.util.concurrent.Semaphore;

/**
 * A real thread that runs commands, but only while somebody waits for it: strictly one of the two
 * runs at a time, so that nothing depends on how threads are scheduled.
 */
final class CoroutineThread {

    private final Semaphore toRun = new Semaphore(0);
    private final Semaphore toResumer = new Semaphore(0);

    /** Absent when idle. This is handed over with the permits. */
    private Optional<Runnable> command = Optional.empty();

    /** What the command died of. */
    private Optional<Throwable> failure = Optional.empty();

    private boolean ended;

    CoroutineThread() {
        Thread thread = new Thread(this::run, "simulated-io");
        thread.setDaemon(true);
        thread.start();
    }

    /** Its next command, which begins when it is resumed. */
    void give(Runnable next) {
        command = Optional.of(next);
    }

    /**
     * Lets the command run until it pauses or ends.
     *
     * @return whether it has ended
     * @throws AssertionError if it threw anything
     */
    boolean resume() {
        toRun.release();
        toResumer.acquireUninterruptibly();
        if (failure.isPresent()) {
            throw new AssertionError("a command of the log died", failure.get());
        }
        return command.isEmpty();
    }

    /** Called by the command; returns when it is resumed. */
    void pause() {
        toResumer.release();
        toRun.acquireUninterruptibly();
    }

    /** Called when idle. */
    void end() {
        ended = true;
        toRun.release();
    }

    private void run() {
        toRun.acquireUninterruptibly();
        while (!ended) {
            try {
                command.orElseThrow().run();
            } catch (Throwable t) {
                failure = Optional.of(t);
            }
            command = Optional.empty();
            toResumer.release();
            toRun.acquireUninterruptibly();
        }
    }
}
