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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.retry.IoStep;
import org.apache.flink.changelog.retry.RetryLoop;
import org.apache.flink.changelog.retry.StepLatencies;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures the steps of attempts, and tells when one is slow or overdue. Scheduler's lock. */
final class StepWatch {

    /** Decides what follows. */
    interface Listener {

        /** A step takes longer than is usual. */
        void slow(UploadAttempt attempt, UploadAttempt.Step step, Effects effects);

        /** A step takes so long that it may never end. */
        void overdue(UploadAttempt attempt, UploadAttempt.Step step, Effects effects);
    }

    private final UploadHost host;
    private final StepLatencies latencies;
    private final Listener listener;

    StepWatch(UploadHost host, StepLatencies latencies, Listener listener) {
        this.host = host;
        this.latencies = latencies;
        this.listener = listener;
    }

    /** An attempt, in a slot, begins a step that waits for the store. */
    void begin(UploadAttempt attempt, UploadAttempt.Step step, IoStep io) {
        attempt.beginIo(io, latencies);
        Optional<Duration> slowAfter = attempt.batch().retry().slowAfter(io);
        if (slowAfter.isPresent()) {
            watch(attempt, slowAfter.get(), later -> listener.slow(attempt, step, later));
        } else {
            goOn(attempt, step);
        }
    }

    /** Waits for a step until it is overdue, from now on. */
    void goOn(UploadAttempt attempt, UploadAttempt.Step step) {
        RetryLoop retry = attempt.batch().retry();
        if (retry.hungAfter().isPresent()) {
            Duration patience = retry.hungAfter().get();
            watch(attempt, patience, later -> listener.overdue(attempt, step, later));
        }
    }

    /** The step under way, if there is one, came to a good end. */
    void end(UploadAttempt attempt) {
        attempt.endIo(latencies);
    }

    private void watch(UploadAttempt attempt, Duration patience, Consumer<Effects> due) {
        long stepsTaken = attempt.stepsTaken();
        attempt.watchWith(
                host.later(
                        patience,
                        later -> {
                            if (isStillAt(attempt, stepsTaken)) {
                                due.accept(later);
                            }
                        }));
    }

    private static boolean isStillAt(UploadAttempt attempt, long stepsTaken) {
        return attempt.is(UploadAttempt.State.RUNNING)
                && !attempt.isDetached()
                && attempt.stepsTaken() == stepsTaken;
    }
}
