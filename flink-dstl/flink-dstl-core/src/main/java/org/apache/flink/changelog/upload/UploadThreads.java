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

import org.apache.flink.changelog.timer.CallTimer;
import org.apache.flink.util.clock.Clock;

import java.util.Random;
import java.util.concurrent.Executor;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** Threads, time and randomness of an {@link UploadScheduler}; owned by whoever made them. */
public final class UploadThreads {

    private final Executor uploaders;
    private final Executor discards;
    private final CallTimer timer;
    private final Clock clock;
    private final Random random;

    /**
     * @param uploaders must begin everything at once, however many threads that takes: the
     *     scheduler itself limits what runs, and a hung attempt must not hold up the next one
     * @param discards runs deletions
     * @param random thread-safe; for jitter
     */
    public UploadThreads(
            Executor uploaders, Executor discards, CallTimer timer, Clock clock, Random random) {
        this.uploaders = checkNotNull(uploaders);
        this.discards = checkNotNull(discards);
        this.timer = checkNotNull(timer);
        this.clock = checkNotNull(clock);
        this.random = checkNotNull(random);
    }

    Executor uploaders() {
        return uploaders;
    }

    Executor discards() {
        return discards;
    }

    public CallTimer timer() {
        return timer;
    }

    public Clock clock() {
        return clock;
    }

    Random random() {
        return random;
    }
}
