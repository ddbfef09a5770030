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
package io.flinkgic.benchmarks.report.comparison;

import io.flinkgic.benchmarks.runs.RunRecord;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentedRowTest {

    @Test
    void theChangeIsThatOfTheMedians() {
        DocumentedRow row =
                row(
                        run("off", 400),
                        run("off", 100),
                        run("off", 9_000),
                        run("ours", 30),
                        run("ours", 40),
                        run("ours", 1_000));

        assertThat(row.document()).isEqualTo("−89.7 %");
        assertThat(row.here()).isEqualTo("−90.0 %");
        assertThat(row.baseMedian()).isEqualTo("400");
        assertThat(row.comparedMedian()).isEqualTo("40.0");
        assertThat(row.unit()).isEqualTo("ms");
    }

    @Test
    void runsWithFlawsDoNotCount() {
        RunRecord flawed = builder("WordCount", "ours", 1).flaw("restarted").build();

        assertThat(row(run("off", 100), run("ours", 120), flawed).here()).isEqualTo("+20.0 %");
        assertThat(row(run("off", 100), flawed).here()).isEqualTo("no valid run");
        assertThat(row(run("off", 100), flawed).measured()).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsSaidToBe() {
        RunRecord other = builder("SlidingWindow", "ours", 1).build();

        assertThat(row(run("off", 100), other).here()).isEqualTo("not measured");
    }

    @Test
    void fromNothingThereIsNoChange() {
        assertThat(row(run("off", 0), run("ours", 1)).here()).isEqualTo("none, from 0");
    }

    private static DocumentedRow row(RunRecord... runs) {
        return new DocumentedRow(
                new DocumentedChange(
                        "WordCount", "p50", new VariantPair("ours", "off"), -89.7, "table 1"),
                List.of(runs));
    }

    private static RunRecord run(String variant, double value) {
        return builder("WordCount", variant, value).build();
    }

    private static RunRecord.Builder builder(String subject, String variant, double value) {
        return new RunRecord.Builder("speed", subject, variant, 1).figure("p50", "ms", value);
    }
}
