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

/** What happened in this process in about a second. Immutable. */
public final class Sample {

    private final long beganMs;
    private final long endedMs;
    private final long cpuMs;
    private final long records;
    private final long lagMs;
    private final long heapBytes;
    private final long referenceNanos;

    Sample(
            long beganMs,
            long endedMs,
            long cpuMs,
            long records,
            long lagMs,
            long heapBytes,
            long referenceNanos) {
        this.beganMs = beganMs;
        this.endedMs = endedMs;
        this.cpuMs = cpuMs;
        this.records = records;
        this.lagMs = lagMs;
        this.heapBytes = heapBytes;
        this.referenceNanos = referenceNanos;
    }

    /** On the wall clock. */
    public long beganMs() {
        return beganMs;
    }

    /** On the wall clock. */
    public long endedMs() {
        return endedMs;
    }

    public double seconds() {
        return (endedMs - beganMs) / 1e3;
    }

    /** Of all threads, the compiler's included. */
    public long cpuMs() {
        return cpuMs;
    }

    public long records() {
        return records;
    }

    /** How old the last record was, at the end. */
    public long lagMs() {
        return lagMs;
    }

    /** Used at the end, garbage included. */
    public long heapBytes() {
        return heapBytes;
    }

    /** Processor time of {@link ReferenceWork} at the end. */
    public long referenceNanos() {
        return referenceNanos;
    }
}
