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
package io.flinkgic.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** What this process and its threads use. Immutable. */
public final class ProcessUsage {

    private final long uptimeMs;
    private final long cpuNanos;
    private final long compilingMs;
    private final Map<Long, OfThread> threads;

    private ProcessUsage(
            long uptimeMs, long cpuNanos, long compilingMs, Map<Long, OfThread> threads) {
        this.uptimeMs = uptimeMs;
        this.cpuNanos = cpuNanos;
        this.compilingMs = compilingMs;
        this.threads = threads;
    }

    /** Since the process began. */
    public static ProcessUsage now() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Long, OfThread> threads = new HashMap<>();
        for (ThreadInfo thread : beans.getThreadInfo(beans.getAllThreadIds())) {
            if (thread != null) { // else it has just ended
                long id = thread.getThreadId();
                threads.put(
                        id,
                        new OfThread(
                                thread.getThreadName(),
                                Math.max(0, beans.getThreadCpuTime(id)),
                                Math.max(0, beans.getThreadAllocatedBytes(id))));
            }
        }
        return new ProcessUsage(
                ManagementFactory.getRuntimeMXBean().getUptime(),
                system.getProcessCpuTime(),
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime(),
                threads);
    }

    /** What was used in between; of threads that have ended meanwhile it is unknown and missing. */
    public ProcessUsage since(ProcessUsage before) {
        Map<Long, OfThread> since = new HashMap<>();
        threads.forEach(
                (id, thread) ->
                        since.put(
                                id,
                                before.threads.containsKey(id)
                                        ? thread.since(before.threads.get(id))
                                        : thread));
        return new ProcessUsage(
                uptimeMs - before.uptimeMs,
                cpuNanos - before.cpuNanos,
                compilingMs - before.compilingMs,
                since);
    }

    public long uptimeMs() {
        return uptimeMs;
    }

    /** That of the JVM's compiler included. */
    public long cpuMs() {
        return TimeUnit.NANOSECONDS.toMillis(cpuNanos);
    }

    /** The compiler takes a third of a run of some seconds, and nothing of a job of some days. */
    public long cpuNanosWithoutCompiler() {
        return cpuNanos - TimeUnit.MILLISECONDS.toNanos(compilingMs);
    }

    public long allocatedBytes() {
        return sum("", thread -> thread.allocatedBytes);
    }

    /** By threads whose names begin so. */
    public long allocatedBytes(String threads) {
        return sum(threads, thread -> thread.allocatedBytes);
    }

    /** Of threads whose names begin so. */
    public long cpuNanos(String threads) {
        return sum(threads, thread -> thread.cpuNanos);
    }

    /** Of threads with such names. */
    public long cpuNanos(Predicate<String> names) {
        return sum(names, thread -> thread.cpuNanos);
    }

    private long sum(String prefix, ToLongFunction<OfThread> what) {
        return sum(name -> name.startsWith(prefix), what);
    }

    private long sum(Predicate<String> names, ToLongFunction<OfThread> what) {
        return threads.values().stream()
                .filter(thread -> names.test(thread.name))
                .mapToLong(what)
                .sum();
    }

    private static final class OfThread {

        private final String name;
        private final long cpuNanos;
        private final long allocatedBytes;

        OfThread(String name, long cpuNanos, long allocatedBytes) {
            this.name = name;
            this.cpuNanos = cpuNanos;
            this.allocatedBytes = allocatedBytes;
        }

        OfThread since(OfThread before) {
            return new OfThread(
                    name, cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
        }
    }
}
