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

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class FiguresTest {

    @Test
    void aPercentileIsOneOfTheValues() {
        Figures figures =
                new Figures.Builder()
                        .percentile("p50", 0.5, 3, 1, 2, 4)
                        .percentile("p99", 0.99, 3, 1, 2, 4)
                        .percentile("none", 0.5)
                        .build();

        assertThat(figures.of("p50")).hasValue(2);
        assertThat(figures.of("p99")).hasValue(4);
        assertThat(figures.of("none")).isEmpty();
    }

    @Test
    void aLineOfAnotherProcessIsTaken() {
        Figures.Builder figures = new Figures.Builder();

        assertThat(figures.parse("FIGURE 12.500 some figure: p50")).isTrue();
        assertThat(figures.parse("12 others")).isFalse();
        assertThat(figures.build().of("some figure: p50")).hasValue(12.5);
    }

    @Test
    void theTableHasMediansBesideEachOtherAndADashForNone() {
        Map<String, List<Figures>> runs = new LinkedHashMap<>();
        runs.put("A", List.of(figures("x", 1), figures("x", 3), figures("x", 2)));
        runs.put("B", List.of(figures("y", 1234)));

        assertThat(FigureTable.of("title", runs).lines())
                .extracting(line -> line.trim().split(" +"))
                .containsExactly(
                        new String[] {"title", "A", "B"},
                        new String[] {"x", "2.0", "-"},
                        new String[] {"y", "-", "1234"});
    }

    private static Figures figures(String name, double value) {
        return new Figures.Builder().put(name, value).build();
    }
}
