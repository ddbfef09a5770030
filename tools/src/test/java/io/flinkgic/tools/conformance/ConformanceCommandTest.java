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
package io.flinkgic.tools.conformance;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ConformanceCommandTest {

    @TempDir private Path folder;

    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void writeAnIntroduction() throws IOException {
        Files.writeString(folder.resolve("introduction.md"), "# Title\n");
    }

    @Test
    void testsAreCountedByClassWhateverTheReportSaysItHas() throws IOException {
        report(
                "a.BTest",
                "<testcase name='one' classname='a.BTest' time='1.5'/>",
                "<testcase name='two[x]' classname='a.BTest' time='1,002.5'><system-out>"
                        + "<![CDATA[<testcase>]]></system-out></testcase>");
        report("a.ATest", "<testcase name='three' classname='a.ATest' time='0'/>");

        assertThat(run()).isZero();
        assertThat(document())
                .containsSubsequence(
                        "# Title",
                        "## With it",
                        "| `a.ATest` | 1 | 1 | 0 | 0 | 0 |",
                        "| `a.BTest` | 2 | 2 | 0 | 0 | 1004 |",
                        "| all | 3 | 3 | 0 | 0 | 1004 |")
                .doesNotContain("- ");
    }

    @Test
    void whatDidNotPassIsNamedWithItsReason() throws IOException {
        report(
                "a.BTest",
                "<testcase name='one' classname='a.BTest' time='1'>"
                        + "<error message='late&#10;and more'>trace</error></testcase>",
                "<testcase name='two' classname='a.BTest' time='1'>"
                        + "<skipped message='not here'/></testcase>",
                "<testcase name='three' classname='a.BTest' time='1'><skipped/></testcase>");

        assertThat(run()).isEqualTo(1);
        assertThat(document())
                .contains(
                        "| `a.BTest` | 3 | 0 | 1 | 2 | 3 |",
                        "- failed: `BTest#one`: late\n",
                        "- skipped: `BTest#two`: not here\n",
                        "- skipped: `BTest#three`: the test says no reason\n");
    }

    @Test
    void whatMustFailIsNoFailureUnlessItPasses() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "BTest#one = it is refused\n");
        report(
                "a.BTest",
                "<testcase name='one' classname='a.BTest' time='1'><failure message='x'/></testcase>");
        assertThat(run("--must-fail", list.toString())).isZero();
        assertThat(document()).contains("- failed by design: `BTest#one`: it is refused\n");

        report("a.BTest", "<testcase name='one' classname='a.BTest' time='1'/>");
        assertThat(run("--must-fail", list.toString())).isEqualTo(1);
        Files.writeString(list, "BTest#one\n");
        assertThat(run("--must-fail", list.toString())).isEqualTo(2);
    }

    @Test
    void whatIsNoReportIsNamed() throws IOException {
        Path report = Files.writeString(folder.resolve("TEST-a.xml"), "no XML");
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains(report.toString());
    }

    private void report(String name, String... tests) throws IOException {
        Files.writeString(
                folder.resolve("TEST-" + name + ".xml"),
                "<testsuite tests='0'>" + String.join("", tests) + "</testsuite>");
    }

    private String document() throws IOException {
        return Files.readString(folder.resolve("document.md"));
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(
                List.of(
                        "--part",
                        "With it=" + folder,
                        "--introduction",
                        folder.resolve("introduction.md").toString(),
                        "--output",
                        folder.resolve("document.md").toString()));
        return new CommandLine(new ConformanceCommand())
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(new String[0]));
    }
}
