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
package io.flinkgic.benchmarks.observe;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * A fixed amount of work, for processor and memory, that takes longer while the machine is slow:
 * others that share it take their part without a trace in what this system knows of its load.
 * Belongs to one thread.
 */
final class ReferenceWork {

    private static final int WARM_UPS = 50;

    /** Eight megabytes, more than a processor's own cache. */
    private static final int LENGTH = 1 << 20;

    private static final int JUMPS = 10_000;
    private static final int STEPS = 200_000;
    private static final long MULTIPLIER = 6_364_136_223_846_793_005L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long[] memory = new long[LENGTH];
    private long state = 1;

    ReferenceWork() {
        for (int at = 0; at < LENGTH; at++) {
            memory[at] = at * MULTIPLIER;
        }
        for (int i = 0; i < WARM_UPS; i++) {
            work();
        }
    }

    /** Processor time that it takes now. */
    long nanos() {
        long before = threads.getCurrentThreadCpuTime();
        work();
        return threads.getCurrentThreadCpuTime() - before;
    }

    private void work() {
        for (int step = 0; step < STEPS; step++) {
            state = state * MULTIPLIER + step;
        }
        for (int jump = 0; jump < JUMPS; jump++) {
            state += memory[(int) (state >>> 44)];
        }
    }
}
