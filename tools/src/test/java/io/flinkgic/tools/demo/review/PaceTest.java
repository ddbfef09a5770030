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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {

    @Test
    void oneCheckpointPerTwoSecondsSuffices() {
        CheckpointHistory history =
                Checkpoints.history(
                        Checkpoints.completed(1, 1500),
                        Checkpoints.completed(2, 3500),
                        Checkpoints.completed(3, 4500));

        Pace pace = Pace.of(history, 1000, 7500);

        assertThat(pace.sufficient()).isTrue();
        assertThat(pace).hasToString("3 checkpoints in 6.5 s");
    }

    @Test
    void fewerAreTooFew() {
        CheckpointHistory history =
                Checkpoints.history(Checkpoints.completed(1, 1500), Checkpoints.completed(2, 3500));

        assertThat(Pace.of(history, 1000, 7500).sufficient()).isFalse();
    }

    @Test
    void checkpointsOutsideTheStretchAreNotCounted() {
        CheckpointHistory history =
                Checkpoints.history(Checkpoints.completed(1, 999), Checkpoints.completed(2, 2000));

        assertThat(Pace.of(history, 1000, 2000).sufficient()).isFalse();
    }

    @Test
    void savepointsAndFailedCheckpointsAreNotCounted() {
        CheckpointHistory history =
                Checkpoints.history(
                        Checkpoints.of(1, 1000, CheckpointRecord.Status.COMPLETED, true),
                        Checkpoints.of(2, 1000, CheckpointRecord.Status.FAILED, false));

        assertThat(Pace.of(history, 1000, 2000).sufficient()).isFalse();
    }
}
