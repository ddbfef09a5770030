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
package io.flinkgic.tools.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTest {

    @Test
    void innermostCausesAreKeptWithoutFramesAndEachOnce() {
        String printed =
                "ERROR x\n"
                        + "a.Outer: failed\n\tat a.B(B.java:1)\n"
                        + "Caused by: a.One: 1\n\tat a.B(B.java:1)\n\t... 9 more\n"
                        + "Caused by: a.Two: 2\n\tSuppressed: a.Other\n"
                        + "Caused by: a.Three: 3\n"
                        + "Caused by: a.Four: 4\n\n"
                        + "Caused by: a.Four: 4\n";

        assertThat(Causes.of(printed))
                .isEqualTo("Caused by: a.Two: 2\nCaused by: a.Three: 3\nCaused by: a.Four: 4");
    }

    @Test
    void withoutCausesTheLastLinesAreKept() {
        assertThat(Causes.of("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n\tat a.B(B.java:1)\n"))
                .isEqualTo("2\n3\n4\n5\n6\n7\n8\n9\n10\n11");
    }

    @Test
    void nothingStaysNothing() {
        assertThat(Causes.of("")).isEmpty();
    }
}
