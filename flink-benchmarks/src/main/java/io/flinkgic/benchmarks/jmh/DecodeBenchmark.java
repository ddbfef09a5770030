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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.util.FileUtils;

import io.flinkgic.benchmarks.log.LogReading;
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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A restore from a log in local files, in MiB of the log's changes per second: an operation is one
 * MiB of the whole log, also where only one key group is wanted.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecodeBenchmark {

    private static final int MEBIBYTES = 16;
    private static final int RECORD_BYTES = 128;
    static final long BYTES = MEBIBYTES * 1024 * 1024;
    private static final int RECORDS = (int) (BYTES / RECORD_BYTES);
    private static final KeyGroupRange ONE = KeyGroupRange.of(77, 77);

    @Param public LogVariant variant;

    @Param({"false", "true"})
    public boolean compressed;

    private Path folder;
    private OpenLog log;
    private Configuration configuration;
    private ChangelogStateHandleStreamImpl handle;

    @Setup(Level.Trial)
    public void write() throws Exception {
        folder = Files.createTempDirectory("decode-benchmark");
        configuration = LogSettings.in(folder.toUri(), compressed);
        log = OpenLog.open(variant, configuration);
        SampleValues records = new SampleValues(RECORDS, RECORD_BYTES);
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(i & 127, records.at(i));
        }
        handle = log.await(log.persist());
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public long readAll() throws Exception {
        return read(OpenLog.KEY_GROUPS);
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public long readOneKeyGroup() throws Exception {
        return read(ONE);
    }

    /** Returns the number of bytes. */
    private long read(KeyGroupRange keyGroups) throws Exception {
        long[] bytes = new long[1];
        LogReading.read(
                variant,
                configuration,
                handle,
                keyGroups,
                change -> bytes[0] += change.getChange().length);
        return bytes[0];
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        log.close();
        FileUtils.deleteDirectory(folder.toFile());
    }
}
