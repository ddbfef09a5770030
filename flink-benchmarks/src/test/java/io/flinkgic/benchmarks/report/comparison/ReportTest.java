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
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReportTest {

    /** What a browser would fetch by itself. */
    private static final Pattern LOADED =
            Pattern.compile(
                    "<(?:script|img|iframe|link|object|embed|source)\\b[^>]*\\b(?:src|href|data)=\"(?!data:,\")[^\"]*\"|@import|url\\(");

    @TempDir private Path folder;

    private final List<ExperimentText> texts =
            List.of(
                    new ExperimentText(
                            "speed",
                            "Checkpoint speed",
                            "How long checkpoints take.",
                            List.of(
                                    new DocumentedChange(
                                            "WordCount",
                                            "duration, mean",
                                            new VariantPair("ours", "off"),
                                            -89.7,
                                            "table 1"),
                                    new DocumentedChange(
                                            "SlidingWindow",
                                            "duration, mean",
                                            new VariantPair("ours", "off"),
                                            -98.8,
                                            "table 2"))),
                    new ExperimentText("space", "Space", "", List.of()));

    private final List<RunRecord> runs =
            List.of(
                    run("off", 1, "0.10")
                            .configuration(Map.of("changelog", "false"))
                            .figure("duration, mean", "ms", 1_400)
                            .figure("completed", "", 60)
                            .point("duration", "ms", 0, 1_300)
                            .build(),
                    run("ours", 1, "0.30")
                            .configuration(Map.of("changelog", "true"))
                            .figure("duration, mean", "ms", 97.25)
                            .figure("completed", "", 60)
                            .figure("log", "MB", 12)
                            .point("duration", "ms", 0, 90)
                            .build(),
                    run("off", 2, "0.20")
                            .configuration(Map.of("changelog", "false"))
                            .figure("duration, mean", "ms", 1_500)
                            .figure("completed", "", 59)
                            .point("duration", "ms", 0, 1_301)
                            .build(),
                    run("ours", 2, "0.40")
                            .configuration(Map.of("changelog", "true"))
                            .figure("duration, mean", "ms", 99_000)
                            .figure("completed", "", 3)
                            .figure("log", "MB", 13)
                            .flaw("restarted once")
                            .build());

    @Test
    void theSummaryTellsAll() throws IOException {
        Report.write(folder, "Quick run", texts, runs);

        assertThat(folder.resolve("summary.md")).content().isEqualTo(golden());
    }

    @Test
    void thePageHasTheSameTables() throws IOException {
        String page = page(texts, runs);

        assertThat(page)
                .contains("<b>1,450</b><span class=\"range\">1,400–1,500</span>")
                .contains("ours <small>n = 1</small>")
                .contains(">†99,000</span>")
                .contains("<td class=\"number here\">−93.3 %</td>")
                .contains("<td class=\"number here\">not measured</td>")
                .contains("round 2: restarted once");
    }

    @Test
    void aRunThatTwoExperimentsShareIsCountedOnce() throws IOException {
        List<RunRecord> shared = new ArrayList<>(runs);
        shared.add(
                new RunRecord.Builder("space", "WordCount", "ours", 2)
                        .runOf("speed, WordCount")
                        .figure("full size, mean", "MB", 12)
                        .flaw("restarted once")
                        .build());

        assertThat(page(texts, shared))
                .contains("<p>4 runs, <strong>1 of them with flaws</strong>")
                .contains("run of: speed, WordCount")
                .doesNotContain("run of: –");
    }

    @Test
    void thePageLoadsNothing() throws IOException {
        String page = page(texts, runs);

        Matcher loaded = LOADED.matcher(page);
        assertThat(loaded.find()).as("%s", loaded).isFalse();
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta")
                .contains("content=\"default-src 'none'; ")
                .contains("uPlot");
    }

    @Test
    void whatIsCheckedWouldFindWhatIsLoaded() {
        for (String html :
                List.of(
                        "<script src=\"https://example.org/a.js\">",
                        "<link rel=\"stylesheet\" href=\"a.css\">",
                        "<img alt=\"\" src=\"a.png\">",
                        "@import 'a.css'",
                        "background: url(a.png)")) {
            assertThat(LOADED.matcher(html).find()).as(html).isTrue();
        }
        assertThat(LOADED.matcher("<link rel=\"icon\" href=\"data:,\">").find()).isFalse();
    }

    @Test
    void namesAreTextAndNoMarkup() throws IOException {
        String evil = "<script>alert('\"|')</script>";
        RunRecord.Builder run =
                new RunRecord.Builder(evil, evil, evil, 1)
                        .environment(evil, evil)
                        .configuration(Map.of(evil, evil))
                        .figure(evil, evil, 1)
                        .point(evil, evil, 0, 1);
        List<RunRecord> evilRuns = List.of(run.build(), run.flaw(evil).build());
        DocumentedChange change =
                new DocumentedChange(evil, evil, new VariantPair(evil, "off"), 1, evil);
        List<ExperimentText> evilTexts =
                List.of(new ExperimentText(evil, evil, evil, List.of(change)));
        Report.write(folder, evil, evilTexts, evilRuns);

        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("&lt;script&gt;alert(&#39;&quot;|&#39;)&lt;/script&gt;")
                .contains("data-plot=\"{&quot;name&quot;:&quot;&lt;script&gt;")
                .doesNotContain("<script>alert")
                .doesNotContain("('\"|')");
        assertThat(Files.readString(folder.resolve("summary.md")))
                .contains("&lt;script&gt;alert('\"\\|')&lt;/script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void runsWithoutATextAreShown() throws IOException {
        Report.write(folder, "Quick run", List.of(), runs);

        assertThat(folder.resolve("summary.md")).content().contains("## speed\n", "### WordCount");
    }

    @Test
    void twoTextsOfOneExperimentAreRefused() {
        assertThatThrownBy(
                        () ->
                                Report.write(
                                        folder,
                                        "Quick run",
                                        List.of(texts.get(0), texts.get(0)),
                                        runs))
                .hasMessage("there are two texts of speed");
    }

    @Test
    void aReportReplacesTheOneBefore() throws IOException {
        Report.write(folder, "Quick run", texts, runs);
        Report.write(folder, "Quick run", List.of(), List.of());

        assertThat(folder.resolve("summary.md")).content().isEqualTo("# Quick run\n\n0 runs.\n\n");
        assertThat(Files.readAllLines(folder.resolve("figures.csv"))).hasSize(1);
    }

    private String page(List<ExperimentText> ofTexts, List<RunRecord> ofRuns) throws IOException {
        Report.write(folder, "Quick run", ofTexts, ofRuns);
        return Files.readString(folder.resolve("report.html"));
    }

    private static RunRecord.Builder run(String variant, int round, String load) {
        return new RunRecord.Builder("speed", "WordCount", variant, round)
                .environment("machine", "2 cores")
                .environment("commit", "1a2b3c4")
                .environment("load before", load)
                .configuration(Map.of("interval", "1 s"));
    }

    private static String golden() throws IOException {
        try (InputStream in = ReportTest.class.getResourceAsStream("/report/summary.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
