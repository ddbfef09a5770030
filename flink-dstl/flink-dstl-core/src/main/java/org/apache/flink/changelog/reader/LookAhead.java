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
package org.apache.flink.changelog.reader;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * How far a reader fetches ahead of what is read. A log is many small files: one after the other,
 * most of a restore would be waiting for the first byte of each. Immutable.
 */
public final class LookAhead {

    /** As many requests as a store answers at once without being slower for each. */
    private static final int RESOURCES = 8;

    /**
     * Of each resource, so that a restoring task holds no more than eight times that, and the one
     * segment that exceeds it in each.
     */
    private static final int BYTES = 1 << 20;

    private static final LookAhead NONE =
            new LookAhead(
                    task -> {
                        throw new RejectedExecutionException("nothing is fetched ahead");
                    },
                    0,
                    0);

    /** Those that fetch. */
    @FunctionalInterface
    interface Threads {

        /**
         * @return interrupts the thread when it is cancelled
         * @throws RejectedExecutionException if they have ended
         */
        Future<?> submit(Runnable task);
    }

    private final Threads threads;
    private final int resources;
    private final long bytesOfEach;

    private LookAhead(Threads threads, int resources, long bytesOfEach) {
        this.threads = threads;
        this.resources = resources;
        this.bytesOfEach = bytesOfEach;
    }

    static LookAhead none() {
        return NONE;
    }

    /**
     * Far enough for a store that answers slowly.
     *
     * @param threads stay the caller's; what they do not get to do, the reader does itself
     */
    public static LookAhead on(ExecutorService threads) {
        return of(task -> threads.submit(task), RESOURCES, BYTES);
    }

    static LookAhead of(Threads threads, int resources, long bytesOfEach) {
        checkArgument(resources > 0, "look-ahead of %s resources", resources);
        return new LookAhead(threads, resources, bytesOfEach);
    }

    Threads threads() {
        return threads;
    }

    int resources() {
        return resources;
    }

    long bytesOfEach() {
        return bytesOfEach;
    }
}
