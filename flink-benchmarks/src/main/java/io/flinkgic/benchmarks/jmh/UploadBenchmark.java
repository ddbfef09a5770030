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

import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

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

import java.util.concurrent.TimeUnit;

/**
 * From a checkpoint's request until its changes are stored, in a store that costs nothing, in MiB
 * of changes per second: an operation is one MiB. Each log compresses with what it has.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class UploadBenchmark {

    private static final int MEBIBYTES = 4;
    private static final int RECORD_BYTES = 128;
    private static final int RECORDS = MEBIBYTES * 1024 * 1024 / RECORD_BYTES;

    @Param public LogVariant variant;

    @Param({"false", "true"})
    public boolean compressed;

    private final SampleValues records = new SampleValues(RECORDS, RECORD_BYTES);
    private OpenLog log;

    @Setup(Level.Trial)
    public void open() throws Exception {
        log =
                OpenLog.open(
                        variant,
                        LogSettings.inWithoutDelay(DiscardingFileSystem.folder(), compressed));
    }

    @Setup(Level.Invocation)
    public void fill() throws Exception {
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(i & 127, records.at(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public ChangelogStateHandleStreamImpl upload() throws Exception {
        return log.complete(log.persist());
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        log.close();
    }
}
