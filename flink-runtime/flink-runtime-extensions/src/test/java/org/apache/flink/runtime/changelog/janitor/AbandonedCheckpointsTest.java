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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.state.StateObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.apache.flink.runtime.changelog.janitor.JanitorScene.JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.LOG;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.OTHER_JOB;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.RUN;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.at;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.checkpoint;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.facts;
import static org.apache.flink.runtime.changelog.janitor.JanitorScene.handle;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JobManager was killed when checkpoint 41 was complete; its successor has given the numbers from
 * 44 on.
 */
class AbandonedCheckpointsTest {

    private static final OptionalLong FIRST_OWN = OptionalLong.of(44);

    private final JanitorScene scene = new JanitorScene();
    private final Path log = scene.store.put(LOG, "log of 42", at(941));

    @BeforeEach
    void takeOver() {
        scene.completed(41, 940);
        scene.store.put(checkpoint(JOB, 41), "_metadata", at(940));
        takeOverFrom(scene.retained.get(0));
    }

    @Test
    void aCompleteOneThatNobodyKnowsGoesWhenTwoLaterOnesAreComplete() {
        Path state = scene.store.put(checkpoint(JOB, 42), "state", at(941));
        abandon(42, at(942));
        assertThat(clearsUp()).as("before").isFalse();
        scene.completed(44, 1040);
        assertThat(clearsUp()).as("after one").isFalse();
        assertThat(clearsUp()).as("still").isFalse();
        assertThat(scene.store.all()).contains(state);
        scene.completed(45, 1041);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).containsExactly(log, metadata(41));
        assertThat(scene.store.deletedFolders()).containsExactly(checkpoint(JOB, 42));
        scene.run();
        assertThat(scene.store.all()).as("as nothing refers to it").doesNotContain(log);
    }

    @Test
    void whatIsLeftOfOneThatIsNotCompleteGoesToo() {
        scene.store.putCheckpoint(checkpoint(JOB, 43), List.of());
        scene.store.put(checkpoint(JOB, 43), "state", at(943));
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).containsExactly(log, metadata(41));
    }

    @Test
    void thatOfAnEarlierRunOfTheIdStays() {
        abandon(42, at(900));
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void oneOfWhichAFileIsOlderStays() {
        abandon(42, at(942));
        scene.store.put(checkpoint(JOB, 42), "state", at(900));
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void oneOfWhichAFileHasNoTimeStays() {
        abandon(42, at(942));
        scene.store.put(
                new StoredFile(new Path(checkpoint(JOB, 42), "state"), 1, OptionalLong.empty()));
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void thoseWithOtherNumbersStay() {
        abandon(40, at(942));
        abandon(44, at(942));
        abandon(50, at(942));
        complete(45);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(40), metadata(44), metadata(50));
    }

    @Test
    void oneThatIsKnownStays() {
        abandon(42, at(942));
        scene.restored = List.of(facts(42, 942, log));
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void aFileToWhichAKnownOneRefersKeepsItsCheckpoint() {
        abandon(42, at(942));
        Path shared = scene.store.put(checkpoint(JOB, 42), "state", at(942));
        complete(44);
        scene.pending = List.of(handle(shared).toState(46));

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(shared, metadata(42));
    }

    @Test
    void oneOfAnotherJobStays() {
        Path other = scene.store.put(checkpoint(OTHER_JOB, 42), "_metadata", at(942));
        scene.store.putCheckpoint(checkpoint(OTHER_JOB, 42), facts(42, 942).states());
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(other);
    }

    @Test
    void nothingGoesIfTheLastOneWentBeforeItsTimeWasKnown() {
        abandon(42, at(942));
        scene.store.fail(checkpoint(JOB, 41));
        assertThat(clearsUp()).isFalse();
        scene.store.repair();
        scene.store.all().remove(metadata(41));
        complete(44);

        assertThat(clearsUp()).as("there will be nothing to go by").isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void whatFailsIsTriedAgain() {
        abandon(42, at(942));
        assertThat(clearsUp()).isFalse();
        complete(44);
        scene.store.fail(RUN);
        assertThat(clearsUp()).as("not listed").isFalse();
        scene.store.repair();
        scene.store.fail(metadata(42));
        assertThat(clearsUp()).as("not deleted").isFalse();
        scene.store.repair();
        scene.store.fail(checkpoint(JOB, 42));
        assertThat(clearsUp()).as("its files are not listed").isFalse();
        scene.store.repair();

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).doesNotContain(metadata(42));
    }

    /** It may know of the one that this JobManager does not know. */
    @Test
    void nothingGoesIfAnotherJobManagerHasTakenOver() throws IOException {
        abandon(42, at(942));
        complete(44);
        new OwnerMarkers(
                        scene.markers,
                        scene.clock,
                        RUN,
                        Optional.empty(),
                        List.of(LOG.getParent(), RUN),
                        false,
                        "token of the successor")
                .keep();

        assertThat(clearsUp()).isFalse();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void nothingGoesIfAHandleIsOfAnUnknownKind() {
        abandon(42, at(942));
        complete(44);
        scene.pending = List.of(new UnknownHandle());

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
    }

    @Test
    void aDryRunDeletesNothing() {
        scene.janitor = scene.janitor(JanitorMode.DRY_RUN, Optional.empty());
        abandon(42, at(942));
        clearsUp();
        complete(44);

        assertThat(clearsUp()).isTrue();

        assertThat(scene.store.all()).contains(metadata(42));
        assertThat(scene.store.deletedFolders()).isEmpty();
    }

    @Test
    void thereIsNothingToDoForAJobThatHadNoneOfItsOwn() {
        scene.resumed = Optional.empty();
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.empty());

        assertThat(clearsUp()).isTrue();
    }

    @Test
    void norForOneWhoseLatestIsElsewhere() {
        takeOverFrom(new CheckpointFacts(41, 0, List.of(), Optional.of(checkpoint(OTHER_JOB, 41))));

        assertThat(clearsUp()).isTrue();
    }

    private void takeOverFrom(CheckpointFacts latest) {
        scene.resumed = Optional.of(latest);
        scene.janitor = scene.janitor(JanitorMode.ON, Optional.empty());
    }

    private void abandon(long id, long modifiedMs) {
        scene.store.putCheckpoint(checkpoint(JOB, id), facts(id, 942, log).states());
        scene.store.put(checkpoint(JOB, id), "_metadata", modifiedMs);
    }

    /**
     * It and the next one. The metadata of the last one stays until Flink deletes it in the
     * background.
     */
    private void complete(long id) {
        scene.completed(id, 1040);
        assertThat(clearsUp()).isFalse();
        scene.completed(id + 1, 1041);
    }

    private boolean clearsUp() {
        return scene.janitor.clearUpAfterPredecessor(scene.known(), FIRST_OWN);
    }

    private static Path metadata(long id) {
        return new Path(checkpoint(JOB, id), "_metadata");
    }

    private static final class UnknownHandle implements StateObject {

        private static final long serialVersionUID = 1;

        @Override
        public void discardState() {
            throw new UnsupportedOperationException("nobody may");
        }

        @Override
        public long getStateSize() {
            return 1;
        }

        @Override
        public void collectSizeStats(StateObjectSizeStatsCollector collector) {
            // none
        }
    }
}
