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
import java.util.Optional;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubjectSectionTest {

    @Test
    void theMedianAndTheRangeAreThoseOfTheValidRuns() {
        FigureCell cell =
                onlyCell(
                        run("ours", 1).figure("p50", "ms", 30),
                        run("ours", 2).figure("p50", "ms", 10),
                        run("ours", 3).figure("p50", "ms", 1).flaw("restarted"),
                        run("ours", 4).figure("p50", "ms", 20),
                        run("ours", 5).figure("p50", "ms", 999).flaw("lost records"));

        assertThat(cell.median()).isEqualTo("20");
        assertThat(cell.range()).hasValue("10–30");
        assertThat(cell.flawed()).containsExactly("1", "999");
    }

    @Test
    void anEvenNumberOfRunsHasItsMedianInTheMiddle() {
        FigureCell cell =
                onlyCell(
                        run("ours", 1).figure("p50", "ms", 30),
                        run("ours", 2).figure("p50", "ms", 11));

        assertThat(cell.median()).isEqualTo("20.5");
    }

    @Test
    void whereAllRunsHaveFlawsThereIsNoMedian() {
        FigureCell cell = onlyCell(run("ours", 1).figure("p50", "ms", 1).flaw("restarted"));

        assertThat(cell.median()).isEqualTo("–");
        assertThat(cell.range()).isEmpty();
        assertThat(cell.share()).isEmpty();
        assertThat(cell.flawed()).containsExactly("1");
    }

    @Test
    void runsThatAgreeHaveNoRange() {
        FigureCell cell =
                onlyCell(
                        run("ours", 1).figure("failed", "", 0),
                        run("ours", 2).figure("failed", "", 0));

        assertThat(cell.median()).isEqualTo("0");
        assertThat(cell.range()).isEmpty();
    }

    @Test
    void theDashOfARangeIsNoMinus() {
        FigureCell cell =
                onlyCell(
                        run("ours", 1).figure("difference", "ms", -30),
                        run("ours", 2).figure("difference", "ms", 11));

        assertThat(cell.range()).hasValue("−30 to 11");
    }

    @Test
    void theNumberOfRunsIsToldWhereItIsNotTheUsualOne() {
        SubjectSection section =
                section(
                        run("off", 1).figure("a", "", 1).figure("b", "", 1).figure("c", "", 1),
                        run("off", 2).figure("a", "", 1).figure("b", "", 1).figure("c", "", 1),
                        run("ours", 1).figure("a", "", 1).figure("b", "", 1),
                        run("ours", 2).figure("a", "", 1).figure("b", "", 1).flaw("restarted"),
                        run("fast", 1).figure("a", "", 1).figure("b", "", 1),
                        run("fast", 2).figure("a", "", 1).figure("b", "", 1).figure("c", "", 1));

        assertThat(section.usualSize()).isEqualTo(2);
        assertThat(section.columns())
                .extracting(SubjectSection.Column::unusualSize)
                .containsExactly(Optional.empty(), Optional.of(1), Optional.empty());
        assertThat(section.rows().get(0).cells())
                .extracting(FigureCell::unusualSize)
                .containsOnly(Optional.empty());
        assertThat(section.rows().get(2).cells())
                .extracting(FigureCell::unusualSize)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(1));
        assertThat(section.rows().get(2).cells().get(1).median()).isEqualTo("–");
    }

    @Test
    void variantsStandInTheOrderInWhichTheyAppear() {
        SubjectSection section =
                section(
                        run("off", 1).figure("a", "", 1),
                        run("stock", 1).figure("a", "", 2),
                        run("ours", 1).figure("a", "", 3));

        assertThat(section.columns())
                .extracting(SubjectSection.Column::name)
                .containsExactly("off", "stock", "ours");
    }

    @Test
    void aFigureThatOnlySomeHaveStandsWhereTheseHaveIt() {
        SubjectSection section =
                section(
                        run("off", 1).figure("a", "", 1).figure("c", "", 1),
                        run("ours", 1).figure("a", "", 1).figure("b", "", 1).figure("c", "", 1));

        assertThat(section.rows()).extracting(FigureRow::name).containsExactly("a", "b", "c");
    }

    @Test
    void barsAreComparedWithinTheirRow() {
        FigureRow row =
                section(run("off", 1).figure("a", "", 200), run("ours", 1).figure("a", "", 50))
                        .rows()
                        .get(0);

        assertThat(row.cells())
                .extracting(cell -> cell.share().orElse("none"))
                .containsExactly("1.000", "0.250");
    }

    @Test
    void negativeFiguresHaveNoBars() {
        FigureRow row =
                section(run("off", 1).figure("a", "", 200), run("ours", 1).figure("a", "", -50))
                        .rows()
                        .get(0);

        assertThat(row.cells()).extracting(FigureCell::share).allMatch(share -> share.isEmpty());
    }

    @Test
    void aFigureInTwoUnitsIsRefused() {
        assertThatThrownBy(
                        () ->
                                section(
                                        run("off", 1).figure("a", "s", 1),
                                        run("ours", 1).figure("a", "ms", 1)))
                .hasMessage("a is in s, and in ms");
    }

    @Test
    void theLineOfAPlotIsTheValidRunNearestToTheMedian() {
        Plot plot =
                section(
                                run("off", 1).point("lag", "s", 0, 1).flaw("restarted"),
                                run("ours", 1).point("lag", "s", 0, 10).point("lag", "s", 1, 30),
                                run("ours", 2).point("lag", "s", 0, 5),
                                run("ours", 3).point("lag", "s", 0, 19.5),
                                run("ours", 4).point("lag", "s", 0, 19).flaw("restarted"))
                        .plots()
                        .get(0);

        assertThat(plot.lines()).extracting(Plot.Line::round).containsExactly(3);
        assertThat(plot.without()).containsExactly("off");
        assertThat(plot.json())
                .isEqualTo(
                        "{\"name\":\"lag\",\"unit\":\"s\",\"group\":\"e1-1\",\"lines\":["
                                + "{\"variant\":\"ours\",\"colour\":1,\"seconds\":[0],\"values\":[19.5]}]}");
    }

    private static RunRecord.Builder run(String variant, int round) {
        return new RunRecord.Builder("speed", "WordCount", variant, round);
    }

    private static FigureCell onlyCell(RunRecord.Builder... runs) {
        return section(runs).rows().get(0).cells().get(0);
    }

    private static SubjectSection section(RunRecord.Builder... builders) {
        List<RunRecord> runs =
                List.of(builders).stream()
                        .map(RunRecord.Builder::build)
                        .collect(Collectors.toList());
        List<SubjectSection> sections = SubjectSection.allOf("e1", Variant.allOf(runs), runs);
        assertThat(sections).hasSize(1);
        return sections.get(0);
    }
}
