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
package io.flinkgic.tests.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A short seeded run of what {@code tools/chaos.sh} does at length. The command itself demands that
 * output is exactly once, that nothing restarts without a fault, and that nothing is left behind.
 */
class ChaosITCase {

    @TempDir private Path directory;

    @Test
    void lostTaskManagersAndAnUnreliableStoreCostNoRecordAndLeaveNoFile() throws Exception {
        String output =
                chaos(
                        "--script",
                        "frozentaskmanager,hangingstore,failingstore,fullstore,taskmanager");

        assertThat(output)
                .containsPattern("round 1 of 5: taskmanager-. frozen .*, went on for 4.0 s")
                .contains("round 2 of 5: store hangs")
                .contains("round 3 of 5: store fails")
                .contains("round 4 of 5: store full")
                .containsPattern("round 5 of 5: taskmanager-. killed")
                .contains("0 orphans of 0 bytes after the lease")
                .contains("verdict: exactly once");
    }

    @Test
    void savepointsAndRescalesCostNoRecordAndLeaveNoFile() throws Exception {
        String output = chaos("--script", "rescaled,savepoint,switchedoff");

        assertThat(output)
                .contains("round 1 of 3: rescaled to 1")
                .contains("round 2 of 3: stopped with a savepoint and restored")
                .contains("round 3 of 3: changelog switched off and on again")
                .contains("0 orphans of 0 bytes after the lease")
                .contains("verdict: exactly once");
    }

    /** The last kill is one of a TaskManager: its restore reads what the janitor has left. */
    @Test
    void aJobManagerTakesOverFromOneThatWasKilledWithAccountsAndJanitor() throws Exception {
        String output = chaos("--script", "jobmanager,jobmanager,taskmanager");

        assertThat(output)
                .contains("round 1 of 3: jobmanager-1 killed")
                .contains("round 2 of 3: jobmanager-2 killed")
                .contains("round 3 of 3: taskmanager-")
                .containsPattern("the janitor of jobmanager-3 deleted [1-9]\\d* files")
                .containsPattern("ours +dstl .* 0 files, 0 B\\n")
                .containsPattern("ours +taskowned .* 0 files, 0 B\\n")
                .contains("verdict: exactly once");
    }

    @Test
    void aJobInReactiveModeFollowsTheTaskManagersAndCostsNoRecord() throws Exception {
        String output =
                chaos(
                        "--scheduler",
                        "reactive",
                        "--script",
                        "moretaskmanagers,jobmanager,fewertaskmanagers");

        assertThat(output)
                .containsPattern("round 1 of 3: taskmanager-3 joined .*, in 3 slots")
                .containsPattern("round 2 of 3: jobmanager-1 killed .*, in 3 slots")
                .containsPattern("round 3 of 3: taskmanager-. left .*, in 2 slots")
                .contains("0 orphans of 0 bytes after the lease")
                .contains("verdict: exactly once");
    }

    private String chaos(String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--seed",
                                "1",
                                "--checkpoint-timeout-seconds",
                                "5",
                                "--rate",
                                "3000",
                                "--keys",
                                "20000"));
        arguments.addAll(List.of(options));
        try (ToolProcess chaos =
                ToolProcess.start(directory, "chaos", arguments.toArray(new String[0]))) {
            int exitCode = chaos.awaitExit();
            assertThat(exitCode).as(chaos.output()).isZero();
            assertThat(ToolProcess.processesOf(directory)).isEmpty();
            return chaos.output();
        }
    }
}
