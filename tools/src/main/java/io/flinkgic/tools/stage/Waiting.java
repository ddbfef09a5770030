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
package io.flinkgic.tools.stage;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks again and again until there is an answer; gives up at a deadline for all questions together.
 */
public final class Waiting {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** A question that may have no answer yet. */
    public interface Question<T> {
        Optional<T> ask() throws IOException, InterruptedException;
    }

    /** How to let time pass. */
    public interface Sleeper {
        void sleep(long ms) throws InterruptedException;
    }

    private final Clock clock;
    private final Sleeper sleeper;
    private final Instant deadline;

    public Waiting(Clock clock, Sleeper sleeper, Instant deadline) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.deadline = deadline;
    }

    /**
     * The first answer.
     *
     * @param what completes "waited in vain for"
     * @param limit for this question; the deadline may be earlier
     * @throws IOException if there was none in time, or if the question failed
     */
    public <T> T until(String what, Duration limit, Question<T> question)
            throws IOException, InterruptedException {
        Instant end = clock.instant().plus(limit);
        Instant effectiveEnd = end.isBefore(deadline) ? end : deadline;
        while (true) {
            Optional<T> answer = question.ask();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (!clock.instant().isBefore(effectiveEnd)) {
                throw new IOException("waited in vain for " + what);
            }
            sleeper.sleep(PAUSE.toMillis());
        }
    }

    public void pass(Duration time) throws InterruptedException {
        sleeper.sleep(time.toMillis());
    }

    public long nowMs() {
        return clock.millis();
    }
}
