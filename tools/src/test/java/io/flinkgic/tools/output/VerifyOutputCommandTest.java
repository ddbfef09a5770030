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
package io.flinkgic.tools.output;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyOutputCommandTest {

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeOutput() throws IOException {
        Files.writeString(directory.resolve("text"), "a b");
        Files.writeString(directory.resolve("committed-x-0.csv"), "0,a,1,0\n1,b,1,0\n");
        Files.writeString(directory.resolve("committed-x-1.csv"), "2,a,2,0\n");
        Files.writeString(directory.resolve(".committed-x-2.csv.inprogress.1"), "3,b,2,0\n4,");
    }

    @Test
    void committedFilesAloneAreJudged() {
        assertThat(verify("--splits", "1")).isZero();
        assertThat(out.toString()).contains("3 rows, 2 words").contains("verdict: exactly once");
    }

    @Test
    void mismatchIsShownAndFails() throws IOException {
        Files.writeString(directory.resolve("committed-y-0.csv"), "2,a,2,1\n");

        assertThat(verify("--splits", "1")).isEqualTo(1);
        assertThat(out.toString())
                .contains("records of split 0: 2 appears again")
                .contains("verdict: NOT exactly once: 2 mismatches");
    }

    @Test
    void lineThatIsNoRowIsNamedWithFileAndNumber() throws IOException {
        Files.writeString(directory.resolve("committed-y-0.csv"), "3,b,2,0\n4,");

        assertThat(verify("--splits", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("committed-y-0.csv, line 2: ").contains("4,");
    }

    @Test
    void splitsThatCannotBeAreRefused() {
        assertThat(verify("--splits", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("a source needs a split, not 0");
    }

    private int verify(String... more) {
        return new CommandLine(new VerifyOutputCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments(more));
    }

    private String[] arguments(String... more) {
        String text = directory.resolve("text").toString();
        String[] all = {"--output", directory.toString(), "--input", text, more[0], more[1]};
        return all;
    }
}
