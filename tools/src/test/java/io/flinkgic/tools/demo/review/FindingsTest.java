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
package io.flinkgic.tools.demo.review;

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.TextWords;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.output.OutputVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FindingsTest {

    @Test
    void goodOutputAndAllThatWasDemandedIsSuccess() {
        Findings findings = new Findings(output(new CountRow(0, "a", 1, 0)));
        findings.demand(true, "rain");

        assertThat(findings.success()).isTrue();
        assertThat(findings.lines()).containsExactly("verdict: exactly once");
    }

    @Test
    void whatWasDemandedAndNotSeenFailsTheDemoButNotTheVerdict() {
        Findings findings = new Findings(output(new CountRow(0, "a", 1, 0)));
        findings.demand(false, "rain");

        assertThat(findings.success()).isFalse();
        assertThat(findings.lines())
                .containsExactly("demanded, not seen: rain", "verdict: exactly once");
    }

    @Test
    void mismatchIsShownAndInTheVerdict() {
        Findings findings = new Findings(output());

        assertThat(findings.success()).isFalse();
        assertThat(findings.lines())
                .containsExactly(
                        "mismatch: nothing was committed",
                        "verdict: NOT exactly once: 1 mismatches,"
                                + " the first: nothing was committed");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KB",
        "1536, 1.5 KB",
        "1048576, 1.0 MB",
        "2251799813685248, 2048.0 TB"
    })
    void sizesAreWrittenForPeople(long bytes, String text) {
        assertThat(Sizes.format(bytes)).isEqualTo(text);
    }

    private static OutputReport output(CountRow... rows) {
        return new OutputVerifier(TextWords.ofText("a"), SplitRanges.unbounded(1))
                .verify(List.of(rows));
    }
}
