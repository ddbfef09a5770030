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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.runs.RunRecord;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class SlowMachineTest {

    @Test
    void runsBesideSlowReferenceWorkAreNotCounted() {
        List<RunRecord> runs =
                SlowMachine.marked(
                        List.of(
                                run("off", 0, 1_400_000),
                                run("off", 1, 1_000_000),
                                run("off", 2, 1_600_000),
                                run("ours", 0, 1_600_000)));

        assertThat(runs.stream().map(RunRecord::valid).collect(Collectors.toList()))
                .containsExactly(true, true, false, true);
        assertThat(runs.get(2).flaws())
                .containsExactly("the machine was 1.6 times as slow as at its best");
    }

    @Test
    void runWithoutReferenceWorkStaysAsItIs() {
        RunRecord run = new RunRecord.Builder("e", "s", "v", 0).flaw("the process failed").build();

        assertThat(SlowMachine.marked(List.of(run))).containsExactly(run);
    }

    private static RunRecord run(String variant, int round, long nanos) {
        return new RunRecord.Builder("e", "s", variant, round)
                .environment(SlowMachine.REFERENCE, String.valueOf(nanos))
                .build();
    }
}
