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
package io.flinkgic.tools.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 0             | --rate must be from 1 to 1000000, not 0",
                "--act-seconds 3      | --act-seconds must be from 4 to 50, not 3",
                "--backend memory     | Invalid value for option '--backend'",
                "--layout tarball     | Invalid value for option '--layout'",
                "--input no-such.txt  | --input: cannot read",
                "--outptu x           | Unknown option",
            })
    void wrongOptionIsNamed(String arguments, String message) {
        StringWriter err = new StringWriter();

        int exitCode =
                new CommandLine(new DemoCommand())
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments.split(" +"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void sameSeedGivesTheSameScript() {
        for (long seed = 0; seed < 20; seed++) {
            Script one = new Script(Path.of("x"), 1, Duration.ofSeconds(15), seed);
            Script other = new Script(Path.of("x"), 1, Duration.ofSeconds(15), seed);

            assertThat(one.victim()).isEqualTo(other.victim()).isBetween(1, 2);
            assertThat(one.untilKill())
                    .isEqualTo(other.untilKill())
                    .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(17));
        }
    }
}
