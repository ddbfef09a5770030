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
package io.flinkgic.benchmarks.job;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What this process and its threads have used since they began; without the compiler of the JVM,
 * which takes a third of a run of some seconds and nothing of a job of some days. Immutable.
 */
final class Usage {

    private final long records;
    private final long uptimeMs;
    private final long processCpuNanos;
    private final Map<Long, Long> allocatedBytes = new HashMap<>();
    private final Map<Long, Long> cpuNanos = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    private Usage(long records, long uptimeMs, long processCpuNanos) {
        this.records = records;
        this.uptimeMs = uptimeMs;
        this.processCpuNanos = processCpuNanos;
    }

    /**
     * @param records taken so far
     */
    static Usage now(long records) {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long compilingMs = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
        long withoutCompilerNanos =
                system.getProcessCpuTime() - TimeUnit.MILLISECONDS.toNanos(compilingMs);
        Usage usage =
                new Usage(
                        records,
                        ManagementFactory.getRuntimeMXBean().getUptime(),
                        withoutCompilerNanos);
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) { // else it has just ended
                long id = thread.getThreadId();
                usage.allocatedBytes.put(id, threads.getThreadAllocatedBytes(id));
                usage.cpuNanos.put(id, threads.getThreadCpuTime(id));
                usage.names.put(id, thread.getThreadName());
            }
        }
        return usage;
    }

    /** What was used in between; of threads that have ended meanwhile it is unknown and missing. */
    CostSample since(Usage before, String taskPrefix) {
        long allCpuNanos = processCpuNanos - before.processCpuNanos;
        long allBytes = 0;
        long taskCpuNanos = 0;
        long taskBytes = 0;
        for (Map.Entry<Long, String> thread : names.entrySet()) {
            long id = thread.getKey();
            long bytes = allocatedBytes.get(id) - before.allocatedBytes.getOrDefault(id, 0L);
            allBytes += bytes;
            if (thread.getValue().startsWith(taskPrefix)) {
                taskBytes += bytes;
                taskCpuNanos += cpuNanos.get(id) - before.cpuNanos.getOrDefault(id, 0L);
            }
        }
        double taken = (double) records - before.records;
        Map<CostSample.Measure, Double> costs = new EnumMap<>(CostSample.Measure.class);
        costs.put(
                CostSample.Measure.TIME,
                TimeUnit.MILLISECONDS.toNanos(uptimeMs - before.uptimeMs) / taken);
        costs.put(CostSample.Measure.PROCESS_CPU, allCpuNanos / taken);
        costs.put(CostSample.Measure.TASK_CPU, taskCpuNanos / taken);
        costs.put(CostSample.Measure.PROCESS_ALLOCATION, allBytes / taken);
        costs.put(CostSample.Measure.TASK_ALLOCATION, taskBytes / taken);
        return new CostSample(costs);
    }
}
