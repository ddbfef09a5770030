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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What this process uses, the compiler of the JVM included: only what is used after a warm-up is
 * that of a job of some days. Immutable.
 */
public final class ProcessUsage {

    private final long cpuMs;
    private final Map<Long, Long> allocatedBytes;

    private ProcessUsage(long cpuMs, Map<Long, Long> allocatedBytes) {
        this.cpuMs = cpuMs;
        this.allocatedBytes = allocatedBytes;
    }

    /** Since the process began. */
    public static ProcessUsage now() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocatedBytes = new HashMap<>();
        for (int thread = 0; thread < ids.length; thread++) {
            allocatedBytes.put(ids[thread], Math.max(0, bytes[thread]));
        }
        return new ProcessUsage(
                TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime()), allocatedBytes);
    }

    /** What was used in between; what threads that have ended meanwhile allocated is missing. */
    public ProcessUsage since(ProcessUsage before) {
        Map<Long, Long> since = new HashMap<>();
        allocatedBytes.forEach(
                (thread, bytes) ->
                        since.put(thread, bytes - before.allocatedBytes.getOrDefault(thread, 0L)));
        return new ProcessUsage(cpuMs - before.cpuMs, since);
    }

    public long cpuMs() {
        return cpuMs;
    }

    public long allocatedBytes() {
        return allocatedBytes.values().stream().mapToLong(bytes -> bytes).sum();
    }
}
