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
package io.flinkgic.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class JmhTableTest {

    @Test
    void whatTakesHalfTheTimeIsTwiceAsGood() throws IOException {
        assertThat(
                        rows(
                                result("avgt", "OURS", "'score':10,'scoreUnit':'ns/op'"),
                                result("avgt", "STOCK", "'score':20,'scoreUnit':'ns/op'")))
                .containsExactly("Append.append {size=100}, ns/op 10.00 20.00 2.00");
    }

    @Test
    void halfTheThroughputIsHalfAsGood() throws IOException {
        assertThat(
                        rows(
                                result("thrpt", "OURS", "'score':10,'scoreUnit':'ops/s'"),
                                result("thrpt", "STOCK", "'score':20,'scoreUnit':'ops/s'")))
                .containsExactly("Append.append {size=100}, MiB/s 10.00 20.00 0.50");
    }

    @Test
    void samplesAreShownByTheirPercentiles() throws IOException {
        String metric = "'scoreUnit':'ms/op','scorePercentiles':{'50.0':1,'99.0':7}";
        assertThat(rows(result("sample", "OURS", metric)))
                .containsExactly(
                        "Append.append {size=100}, p50, ms/op 1.00 - -",
                        "Append.append {size=100}, p99, ms/op 7.00 - -");
    }

    @Test
    void countersAreDividedByTheNumberOfChanges() throws IOException {
        String json =
                result("avgt", "STOCK", "'score':9,'scoreUnit':'ns/op'")
                        .replace(
                                "'secondaryMetrics':{}",
                                "'secondaryMetrics':{'changes':{'score':4},'cpuNanos':{'score':10},"
                                        + "'allocatedBytes':{'score':6}}");
        assertThat(rows(json))
                .containsExactly(
                        "Append.append {size=100}, ns/op - 9.00 -",
                        "Append.append {size=100}, CPU ns/op - 2.50 -",
                        "Append.append {size=100}, B/op - 1.50 -");
    }

    private static String result(String mode, String variant, String metric) {
        return "{'benchmark':'a.b.AppendBenchmark.append','mode':'"
                + mode
                + "','params':{'variant':'"
                + variant
                + "','size':'100'},'primaryMetric':{"
                + metric
                + "},'secondaryMetrics':{}}";
    }

    private static List<String> rows(String... results) throws IOException {
        String json = ("[" + String.join(",", results) + "]").replace('\'', '"');
        return JmhTable.of(new ObjectMapper().readTree(json))
                .lines()
                .skip(1)
                .map(line -> line.trim().replaceAll(" +", " "))
                .collect(Collectors.toList());
    }
}
