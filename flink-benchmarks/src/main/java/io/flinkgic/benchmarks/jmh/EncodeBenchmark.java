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

import org.apache.flink.changelog.format.BatchEncoder;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.segment.ChunkPool;
import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.segment.SegmentBuffer;
import org.apache.flink.runtime.state.changelog.SequenceNumber;

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

import java.io.OutputStream;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Sealing and encoding in MiB of changes per second: an operation is one MiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class EncodeBenchmark {

    private static final int MEBIBYTES = 4;
    private static final int RECORD_BYTES = 128;
    static final long BYTES = MEBIBYTES * 1024 * 1024;
    private static final int RECORDS = (int) (BYTES / RECORD_BYTES);
    private static final int CHUNK_BYTES = 32 * 1024;

    @Param public SegmentCompression codec;

    private final SampleValues records = new SampleValues(RECORDS, RECORD_BYTES);
    private SegmentBuffer buffer;

    @Setup(Level.Trial)
    public void open() {
        buffer =
                new SegmentBuffer(
                        new UUID(0, 1),
                        OpenLog.KEY_GROUPS,
                        new ChunkPool(CHUNK_BYTES, RECORDS),
                        SequenceNumber.of(0));
    }

    @Setup(Level.Invocation)
    public void fill() throws Exception {
        for (int i = 0; i < RECORDS; i++) {
            buffer.beginChange(i & 127).write(records.at(i));
            buffer.commitChange();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MEBIBYTES)
    public long sealAndEncode() throws Exception {
        SealedSegment segment = buffer.seal().orElseThrow();
        BatchEncoder encoder = new BatchEncoder(OutputStream.nullOutputStream(), codec);
        encoder.append(segment);
        encoder.finish();
        segment.release();
        return encoder.sizeBytes();
    }

    @TearDown(Level.Trial)
    public void close() {
        buffer.close();
    }
}
