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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.TestingStreamStateHandle;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;

import static org.assertj.core.api.Assertions.assertThat;

class UnconfirmedMaterializationsTest {

    private final UnconfirmedMaterializations unconfirmed =
            new UnconfirmedMaterializations(Runnable::run);
    private final TestingStreamStateHandle first = new TestingStreamStateHandle();
    private final TestingStreamStateHandle second = new TestingStreamStateHandle();

    @Test
    void whatIsNotNeededIsDeletedAndWhatIsStays() {
        unconfirmed.add(1, materialization(first));
        unconfirmed.add(2, materialization(second));
        unconfirmed.releaseBefore(3, id -> id == 2);
        assertThat(first.isDisposed()).isTrue();
        assertThat(second.isDisposed()).isFalse();

        unconfirmed.releaseBefore(3, id -> false);
        assertThat(second.isDisposed()).isTrue();
    }

    @Test
    void theBaselineStays() {
        unconfirmed.add(1, materialization(first));
        unconfirmed.releaseBefore(1, id -> false);
        assertThat(first.isDisposed()).isFalse();
    }

    /** That of a checkpoint is stored by another thread, while its checkpoint may be aborted. */
    @Test
    void whatIsAboutToBecomeTheBaselineStays() {
        unconfirmed.add(2, materialization(second));
        unconfirmed.releaseBefore(1, id -> false);
        assertThat(second.isDisposed()).isFalse();
    }

    @Test
    void whatACompleteCheckpointRefersToIsTheJobManagersToDelete() {
        unconfirmed.add(1, materialization(first));
        unconfirmed.confirmed(1);
        unconfirmed.releaseBefore(2, id -> false);
        unconfirmed.end(id -> false);
        assertThat(first.isDisposed()).isFalse();
    }

    @Test
    void theEndDeletesWhatNoCheckpointRefersTo() {
        unconfirmed.add(1, materialization(first));
        unconfirmed.end(id -> false);
        assertThat(first.isDisposed()).isTrue();
    }

    /** Its acknowledgement may be under way, and complete the checkpoint. */
    @Test
    void theEndLeavesWhatAPendingCheckpointRefersToAndForgetsIt() {
        unconfirmed.add(1, materialization(first));
        unconfirmed.end(id -> id == 1);
        assertThat(first.isDisposed()).isFalse();

        unconfirmed.releaseBefore(2, id -> false);
        assertThat(first.isDisposed()).isFalse();
    }

    @Test
    void whatIsStoredAfterTheEndIsLeftWhereItIs() {
        unconfirmed.end(id -> false);
        unconfirmed.add(1, materialization(first));
        unconfirmed.releaseBefore(2, id -> false);
        assertThat(first.isDisposed()).isFalse();
    }

    @Test
    void filesAreDeletedOnAnotherThread() {
        Queue<Runnable> deletions = new ArrayDeque<>();
        UnconfirmedMaterializations elsewhere = new UnconfirmedMaterializations(deletions::add);
        elsewhere.add(1, materialization(first));
        elsewhere.releaseBefore(2, id -> false);
        assertThat(first.isDisposed()).isFalse();
        deletions.remove().run();
        assertThat(first.isDisposed()).isTrue();
    }

    private static List<KeyedStateHandle> materialization(TestingStreamStateHandle file) {
        return Collections.singletonList(
                new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 0), file));
    }
}
