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

import io.flinkgic.benchmarks.log.ChangeEncoding;
import io.flinkgic.benchmarks.log.DiscardingFileSystem;
import io.flinkgic.benchmarks.log.LogSettings;
import io.flinkgic.benchmarks.log.LogVariant;
import io.flinkgic.benchmarks.log.OpenLog;
import io.flinkgic.benchmarks.log.SampleValues;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the task thread pays for one change.
 *
 * <p>The changes of each invocation are stored and truncated after it, outside of what is measured,
 * in a store that costs nothing: neither log ever waits for memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class AppendBenchmark {

    /** Between two checkpoints: 1.6 MiB, or 16 MiB with pre-emptive uploads as a job has them. */
    static final int CHANGES = 16 * 1024;

    /** Together in a core's caches, as what a backend has just computed is. */
    private static final int DISTINCT = 256;

    @Param public LogVariant variant;

    @Param({"100", "1024"})
    public int recordBytes;

    private OpenLog log;
    private ChangeEncoding encoding;

    /** Whole records, and what is left of them without the header that the encoding writes. */
    private SampleValues records;

    private SampleValues values;

    /** The checkpoint of this invocation, if it has one already. */
    private Optional<OpenLog.Persisting> handedOver = Optional.empty();

    private long allocatedBefore;
    private long cpuBefore;

    @Setup(Level.Trial)
    public void open() throws Exception {
        log =
                OpenLog.open(
                        variant, LogSettings.inWithoutDelay(DiscardingFileSystem.folder(), false));
        encoding = ChangeEncoding.of(log.writer());
        records = new SampleValues(DISTINCT, recordBytes);
        values = new SampleValues(DISTINCT, recordBytes - ChangeEncoding.HEADER_BYTES);
    }

    @Setup(Level.Invocation)
    public void startCounting() {
        allocatedBefore = TaskCosts.allocatedBytesSoFar();
        cpuBefore = TaskCosts.cpuNanosSoFar();
    }

    /**
     * Arrays that exist already, the same ones again and again. A log that keeps the array, as
     * stock's does, gets it for free here; no backend could hand it over like that.
     */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public void appendArray() throws Exception {
        for (int i = 0; i < CHANGES; i++) {
            log.writer().append(i & 127, records.at(i));
        }
    }

    /** As a backend logs: the change is encoded, and each log gets it in the way it is made for. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public void logChange() throws Exception {
        for (int i = 0; i < CHANGES; i++) {
            encoding.log(i & 127, i, values.at(i));
        }
    }

    /** The same, and the synchronous phase of a checkpoint at the end of the changes. */
    @Benchmark
    @OperationsPerInvocation(CHANGES)
    public OpenLog.Persisting logChangeAndHandOver() throws Exception {
        logChange();
        OpenLog.Persisting persisting = log.persist();
        handedOver = Optional.of(persisting);
        return persisting;
    }

    @TearDown(Level.Invocation)
    public void drain(TaskCosts costs) throws Exception {
        costs.count(
                TaskCosts.allocatedBytesSoFar() - allocatedBefore,
                TaskCosts.cpuNanosSoFar() - cpuBefore,
                CHANGES);
        log.complete(handedOver.isPresent() ? handedOver.get() : log.persist());
        handedOver = Optional.empty();
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        log.close();
    }
}
