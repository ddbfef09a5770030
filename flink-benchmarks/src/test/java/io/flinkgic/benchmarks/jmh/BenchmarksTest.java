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

import org.apache.flink.changelog.format.SegmentCompression;

import io.flinkgic.benchmarks.log.LogVariant;
import io.flinkgic.benchmarks.log.OpenLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs each benchmark's method once. Nothing is timed here. */
class BenchmarksTest {

    /** The buffer's list of chunks grows in the first rounds, and classes are loaded. */
    private static final int WARM_UP_ROUNDS = 5;

    @Test
    void jmhKnowsEachBenchmark() throws Exception {
        try (InputStream list =
                BenchmarksTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            "appendArray",
                            "logChange",
                            "logChangeAndHandOver",
                            "sealAndEncode",
                            "upload",
                            "commit",
                            "readAll",
                            "readOneKeyGroup");
        }
    }

    @Test
    void ourAppendAllocatesNothingInSteadyState() throws Exception {
        assertThat(allocatedBytes(LogVariant.OURS, AppendBenchmark::appendArray)).isZero();
        assertThat(allocatedBytes(LogVariant.OURS, AppendBenchmark::logChange)).isZero();
    }

    /** Otherwise the test above would show nothing. */
    @Test
    void theAllocationOfStocksAppendIsSeen() throws Exception {
        assertThat(allocatedBytes(LogVariant.STOCK, AppendBenchmark::appendArray))
                .isGreaterThan(AppendBenchmark.CHANGES);
    }

    @ParameterizedTest
    @EnumSource
    void changesAreHandedOver(LogVariant variant) throws Exception {
        assertThat(allocatedBytes(variant, AppendBenchmark::logChangeAndHandOver)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void changesAreUploaded(LogVariant variant) throws Exception {
        UploadBenchmark benchmark = new UploadBenchmark();
        benchmark.variant = variant;
        benchmark.compressed = true;
        benchmark.open();
        benchmark.fill();

        assertThat(benchmark.upload().getKeyGroupRange()).isEqualTo(OpenLog.KEY_GROUPS);
        assertThat(benchmark.upload().getStateSize()).isZero();
        benchmark.close();
    }

    @ParameterizedTest
    @EnumSource
    void theTailIsCommitted(LogVariant variant) throws Exception {
        CommitLatencyBenchmark benchmark = new CommitLatencyBenchmark();
        benchmark.variant = variant;
        benchmark.open();
        benchmark.appendTail();

        assertThat(benchmark.commit().getStateSize()).isPositive();
        benchmark.close();
    }

    @ParameterizedTest
    @EnumSource
    void everythingIsDecodedAndOneKeyGroupIsItsPart(LogVariant variant) throws Exception {
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.variant = variant;
        benchmark.compressed = true;
        benchmark.write();

        long all = benchmark.readAll();
        assertThat(all).isEqualTo(DecodeBenchmark.BYTES);
        assertThat(benchmark.readOneKeyGroup()).isEqualTo(all / 128);
        benchmark.close();
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentIsEncoded(SegmentCompression codec) throws Exception {
        EncodeBenchmark benchmark = new EncodeBenchmark();
        benchmark.codec = codec;
        benchmark.open();
        benchmark.fill();

        assertThat(benchmark.sealAndEncode())
                .isBetween(EncodeBenchmark.BYTES / 3, EncodeBenchmark.BYTES * 11 / 10);
        benchmark.close();
    }

    private static long allocatedBytes(LogVariant variant, Action action) throws Exception {
        AppendBenchmark benchmark = new AppendBenchmark();
        benchmark.variant = variant;
        benchmark.recordBytes = 100;
        benchmark.open();
        TaskCosts costs = new TaskCosts();
        for (int round = 0; round <= WARM_UP_ROUNDS; round++) {
            costs.reset();
            benchmark.startCounting();
            action.run(benchmark);
            benchmark.drain(costs);
        }
        benchmark.close();
        assertThat(costs.changes).isEqualTo(AppendBenchmark.CHANGES);
        return costs.allocatedBytes;
    }

    private interface Action {
        void run(AppendBenchmark benchmark) throws Exception;
    }
}
