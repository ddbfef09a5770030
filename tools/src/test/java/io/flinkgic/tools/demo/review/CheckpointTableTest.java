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

import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.CheckpointRecord;
import io.flinkgic.tools.rest.Checkpoints;
import io.flinkgic.tools.rest.Restore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckpointTableTest {

    private final Timeline timeline =
            new Timeline(
                    10_000,
                    new Timeline.Kill("taskmanager-2", 13_500),
                    18_000,
                    20_000,
                    new Restore(2, 17_000));

    @Test
    void killAndRecoveryStandBetweenTheCheckpoints() {
        CheckpointHistory history =
                Checkpoints.history(
                        Checkpoints.completed(1, 11_000),
                        Checkpoints.completed(2, 12_000),
                        Checkpoints.of(3, 13_000, CheckpointRecord.Status.FAILED, false),
                        Checkpoints.completed(4, 19_000),
                        Checkpoints.of(5, 20_000, CheckpointRecord.Status.COMPLETED, true));

        assertThat(new CheckpointTable(history, timeline, 9_000).render())
                .containsExactly(
                        "   id       at  kind         duration  incremental       full",
                        "    1    2.0 s  checkpoint      41 ms       1.0 KB     1.0 MB",
                        "    2    3.0 s  checkpoint      42 ms       2.0 KB     1.0 MB"
                                + "  <- restored from this",
                        "    3    4.0 s  checkpoint      43 ms       3.0 KB     1.0 MB  failed",
                        "  ***    4.5 s  taskmanager-2 killed with SIGKILL",
                        "  ***    9.0 s  all tasks running again, restored from checkpoint 2;"
                                + " recovery took 4.5 s",
                        "    4   10.0 s  checkpoint      44 ms       4.0 KB     1.0 MB",
                        "    5   11.0 s  savepoint       45 ms       5.0 KB     1.0 MB");
    }

    @Test
    void killAndRecoveryAreShownAlsoAfterTheLastCheckpoint() {
        CheckpointHistory history = Checkpoints.history(Checkpoints.completed(2, 12_000));

        assertThat(new CheckpointTable(history, timeline, 9_000).render())
                .hasSize(4)
                .last()
                .asString()
                .contains("recovery took 4.5 s");
    }

    @Test
    void momentsThatAreNotInOrderAreRefused() {
        Timeline.Kill kill = new Timeline.Kill("taskmanager-1", 5);

        assertThatThrownBy(() -> new Timeline(0, kill, 4, 10, new Restore(1, 5)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
