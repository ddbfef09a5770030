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

import org.apache.flink.util.clock.Clock;

import com.sun.management.OperatingSystemMXBean;
import io.flinkgic.benchmarks.workload.JobProbe;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes a sample each second, if it is asked often enough. Belongs to one thread. */
final class Sampler {

    private static final long SECOND_MS = 1_000;

    private final Clock clock;
    private final ReferenceWork reference = new ReferenceWork();
    private final List<Sample> samples = new ArrayList<>();
    private long beganMs;
    private long nextMs;
    private long cpuMs;
    private long records;

    Sampler(Clock clock) {
        this.clock = clock;
        beganMs = clock.absoluteTimeMillis();
        nextMs = (beganMs / SECOND_MS + 1) * SECOND_MS;
        cpuMs = cpuMsNow();
        records = JobProbe.IN_THIS_PROCESS.records();
    }

    void sampleIfDue() {
        long nowMs = clock.absoluteTimeMillis();
        if (nowMs < nextMs) {
            return;
        }
        long cpuNowMs = cpuMsNow();
        long recordsNow = JobProbe.IN_THIS_PROCESS.records();
        samples.add(
                new Sample(
                        beganMs,
                        nowMs,
                        cpuNowMs - cpuMs,
                        recordsNow - records,
                        JobProbe.IN_THIS_PROCESS.lagMs(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        reference.nanos()));
        cpuMs = cpuNowMs;
        records = recordsNow;
        beganMs = nowMs;
        nextMs = (nowMs / SECOND_MS + 1) * SECOND_MS;
    }

    List<Sample> samples() {
        return new ArrayList<>(samples);
    }

    private static long cpuMsNow() {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime());
    }
}
