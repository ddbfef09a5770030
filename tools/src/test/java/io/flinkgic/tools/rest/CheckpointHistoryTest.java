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
package io.flinkgic.tools.rest;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointHistoryTest {

    private final CheckpointHistory history = new CheckpointHistory();

    @Test
    void checkpointIsNewlyCompletedOnce() {
        CheckpointRecord begun = Checkpoints.of(1, 0, CheckpointRecord.Status.IN_PROGRESS, false);
        CheckpointRecord completed = Checkpoints.completed(1, 0);

        assertThat(history.add(Checkpoints.snapshot(begun))).isEmpty();
        assertThat(history.add(Checkpoints.snapshot(completed))).containsExactly(completed);
        assertThat(history.add(Checkpoints.snapshot(completed))).isEmpty();
        assertThat(history.all()).containsExactly(completed);
    }

    @Test
    void checkpointThatTheJobManagerForgotIsKept() {
        CheckpointRecord one = Checkpoints.completed(1, 0);
        CheckpointRecord two = Checkpoints.completed(2, 1000);

        history.add(Checkpoints.snapshot(one));
        history.add(Checkpoints.snapshot(two));

        assertThat(history.all()).containsExactly(one, two);
    }

    @Test
    void checkpointsAreInOrderWhateverTheAnswersOrder() {
        CheckpointRecord one = Checkpoints.completed(1, 0);
        CheckpointRecord two = Checkpoints.completed(2, 1000);

        assertThat(history.add(Checkpoints.snapshot(two, one))).containsExactly(one, two);
        assertThat(history.all()).containsExactly(one, two);
    }

    @Test
    void failedCheckpointIsNotCompleted() {
        CheckpointRecord failed = Checkpoints.of(1, 0, CheckpointRecord.Status.FAILED, false);

        assertThat(history.add(Checkpoints.snapshot(failed))).isEmpty();
        assertThat(history.completed()).isEmpty();
        assertThat(history.all()).containsExactly(failed);
    }
}
