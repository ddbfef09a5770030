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
package io.flinkgic.benchmarks.jmh;

import com.sun.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.lang.management.ManagementFactory;

/**
 * What the measuring thread alone allocates and computes, and while it appends alone. JMH's own
 * profiler counts all threads, with those that upload, and all of an iteration; its clock also runs
 * while other processes have the cores.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class TaskCosts {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** JMH reads the three; divided by the last they are the costs of a change. */
    public long allocatedBytes;

    public long cpuNanos;
    public long changes;

    @Setup(Level.Iteration)
    public void reset() {
        allocatedBytes = 0;
        cpuNanos = 0;
        changes = 0;
    }

    void count(long moreAllocatedBytes, long moreCpuNanos, int moreChanges) {
        allocatedBytes += moreAllocatedBytes;
        cpuNanos += moreCpuNanos;
        changes += moreChanges;
    }

    /** Of the calling thread, since it began. */
    static long allocatedBytesSoFar() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Of the calling thread, since it began. */
    static long cpuNanosSoFar() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
