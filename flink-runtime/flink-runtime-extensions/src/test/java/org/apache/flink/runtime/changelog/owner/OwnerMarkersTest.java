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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OwnerMarkersTest {

    private static final Path LOG = new Path("test://log/job");
    private static final Path RUN = new Path("test://checkpoints/job");
    private static final Path OTHER_RUN = new Path("test://elsewhere/job");

    private final InMemoryMarkerStore store = new InMemoryMarkerStore();
    private final ManualClock clock = new ManualClock(Duration.ofMinutes(1000).toNanos());
    private final OwnerMarkers markers = markersOf(RUN, "a");

    @Test
    void aFolderBelongsToNobodyUntilItIsMarked() throws IOException {
        Ownership before = markers.of(LOG);
        assertThat(before.others()).isEmpty();
        assertThat(before.sinceMs()).isEmpty();
        assertThat(before.isHeldHere()).isFalse();
        assertThat(markers.areHeldHere()).isFalse();

        markers.keep();

        Ownership after = markers.of(LOG);
        assertThat(after.others()).isEmpty();
        assertThat(after.sinceMs()).hasValue(Duration.ofMinutes(1000).toMillis());
        assertThat(after.isHeldHere()).isTrue();
        assertThat(markers.areHeldHere()).isTrue();
    }

    @Test
    void anotherRunIsSeenByItsMarkerAndSeesThisOne() throws IOException {
        OwnerMarkers other = markersOf(OTHER_RUN, "b");
        markers.keep();
        other.keep();

        assertThat(markers.of(LOG).others())
                .singleElement()
                .asString()
                .startsWith("test://log/job/owners/");
        assertThat(other.of(LOG).others())
                .hasSize(1)
                .doesNotContainAnyElementsOf(markers.of(LOG).others());
        assertThat(markers.of(LOG).isHeldHere()).isTrue();
    }

    @Test
    void anotherJobManagerTakesOverTheMarkerAndItsAge() throws IOException {
        markers.keep();
        clock.advanceTime(Duration.ofMinutes(5));
        OwnerMarkers successor = markersOf(RUN, "b");

        successor.keep();
        markers.keep();

        assertThat(successor.of(LOG).isHeldHere()).isTrue();
        assertThat(markers.of(LOG).isHeldHere()).as("replaced").isFalse();
        assertThat(successor.of(LOG).sinceMs()).hasValue(Duration.ofMinutes(1000).toMillis());
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void aMarkerThatIsMissingOrCannotBeReadIsPutBack() throws IOException {
        markers.keep();
        Path file = store.all().iterator().next();
        store.delete(file);
        markers.keep();
        assertThat(markers.of(LOG).isHeldHere()).isTrue();

        store.write(file, "changelog-owner 1\n17");
        assertThat(markers.of(LOG).sinceMs()).isEmpty();
        markers.keep();
        assertThat(markers.of(LOG).isHeldHere()).isTrue();
    }

    @Test
    void aStoreThatIsDownIsTriedAgain() throws IOException {
        store.fail(true);
        assertThatThrownBy(markers::keep).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> markers.of(LOG)).isInstanceOf(IOException.class);
        store.fail(false);

        markers.keep();

        assertThat(markers.areHeldHere()).isTrue();
    }

    @Test
    void theMarkerOfTheClaimedRunGoesOnceAndIsThatOfAStrangerWhenItComesBack() throws IOException {
        markersOf(OTHER_RUN, "b").keep();
        OwnerMarkers claiming = claiming("c");

        claiming.keep();
        assertThat(store.all()).hasSize(1);
        assertThat(claiming.of(LOG).others()).isEmpty();

        OwnerMarkers again = markersOf(OTHER_RUN, "d");
        again.keep();
        claiming.keep();
        claiming("e").keep();

        assertThat(claiming.of(LOG).others()).hasSize(1);
        assertThat(again.areHeldHere()).isTrue();
    }

    /** In between a third run would see neither. */
    @Test
    void theMarkerOfTheClaimedRunGoesOnlyWhenTheOwnOneIsThere() throws IOException {
        markersOf(OTHER_RUN, "b").keep();
        OwnerMarkers claiming = claiming("c");
        store.failWrites(true);
        assertThatThrownBy(claiming::keep).isInstanceOf(IOException.class);
        assertThat(store.all()).hasSize(1);

        store.failWrites(false);
        claiming.keep();
        assertThat(store.all()).hasSize(1);
        assertThat(claiming.of(LOG).others()).isEmpty();
    }

    /** It was running when its checkpoint was claimed, or is started just then. */
    @Test
    void theClaimedRunThatLivesPutsItsMarkerBack() throws IOException {
        OwnerMarkers alive = markersOf(OTHER_RUN, "b");
        alive.keep();
        OwnerMarkers claiming = claiming("c");
        claiming.keep();

        alive.keep();

        assertThat(claiming.of(LOG).others()).hasSize(1);
    }

    @Test
    void aRunThatClaimsItsOwnCheckpointKeepsItsMarkerAndItsAge() throws IOException {
        markers.keep();
        clock.advanceTime(Duration.ofMinutes(5));
        new OwnerMarkers(store, clock, RUN, Optional.of(RUN), List.of(LOG), false, "b").keep();

        assertThat(markers.of(LOG).sinceMs()).hasValue(Duration.ofMinutes(1000).toMillis());
    }

    @Test
    void aMarkerWitnessesFromTheTimeOnAtWhichTheStoreHasIt() throws IOException {
        store.setTime(70);
        markers.keep();
        store.setTime(80);
        OwnerMarkers successor = markersOf(RUN, "b");
        successor.keep();

        assertThat(successor.of(LOG).witnessedMs()).hasValue(70);
        assertThat(successor.of(LOG).takenMs()).hasValue(80);
        assertThat(markers.of(LOG).takenMs()).hasValue(70);
    }

    @Test
    void aRunThatHasClaimedWitnessesFromWhenOnTheClaimedOneHas() throws IOException {
        store.setTime(70);
        markersOf(OTHER_RUN, "b").keep();
        store.setTime(80);
        OwnerMarkers claiming = claiming("c");
        claiming.keep();

        assertThat(claiming.of(LOG).witnessedMs()).hasValue(70);
    }

    /** Earlier builds have written such. */
    @Test
    void aMarkerThatDoesNotSayWhatItWitnessesDoesSoFromItsTakeOverOn() throws IOException {
        markers.keep();
        Path file = store.all().iterator().next();
        store.write(file, "changelog-owner 1\n17\nbefore\ntest://checkpoints/job\n");
        assertThat(markers.of(LOG).witnessedMs()).isEmpty();
        store.setTime(90);

        OwnerMarkers successor = markersOf(RUN, "b");
        successor.keep();

        assertThat(successor.of(LOG).sinceMs()).hasValue(17);
        assertThat(successor.of(LOG).witnessedMs()).hasValue(90);
    }

    /** It may have ended before the marker said from when on it witnesses. */
    @Test
    void whoeverComesNextFinishesWhatWasBegun() throws IOException {
        store.setTime(70);
        markersOf(OTHER_RUN, "b").keep();
        Set<Path> ofTheClaimedRun = store.all();
        claiming("c").keep();
        Path own = store.all().iterator().next();
        for (Path file : ofTheClaimedRun) {
            store.write(file, "changelog-owner 1\n17\nb\ntest://checkpoints/other\n70\n");
        }
        store.setTime(90);
        store.write(own, "changelog-owner 1\n17\nc\ntest://checkpoints/job\n");

        OwnerMarkers successor = claiming("d");
        successor.keep();

        assertThat(store.all()).containsExactly(own);
        assertThat(successor.of(LOG).isHeldHere()).isTrue();
        assertThat(successor.of(LOG).witnessedMs()).hasValue(70);
    }

    /** Of its checkpoints, which the run before has in the same place. */
    @Test
    void aRunWhoseFolderIsNotMountedDoesNotGoOnFromTheMarkerInTheLog() throws IOException {
        store.setTime(70);
        markersOfBoth("a").keep();
        store.retain(
                store.all().stream()
                        .filter(file -> !file.toString().startsWith(RUN.toString()))
                        .collect(Collectors.toSet()));
        store.setTime(90);

        OwnerMarkers without = markersOfBoth("b");
        without.keep();
        without.keep();

        assertThat(without.of(LOG).witnessedMs()).hasValue(90);
        assertThat(without.areHeldHere()).isTrue();
    }

    /** And not again when it appears, or is back. */
    @Test
    void aFolderThatIsNotMountedWhileTheRunGoesOnMakesItBeginAnew() throws IOException {
        OwnerMarkers both = markersOfBoth("a");
        store.setTime(70);
        both.keep();
        store.setTime(90);
        clock.advanceTime(Duration.ofMinutes(5));
        store.retain(
                store.all().stream()
                        .filter(file -> !file.toString().startsWith(RUN.toString()))
                        .collect(Collectors.toSet()));

        both.keep();
        both.keep();

        assertThat(both.of(LOG).witnessedMs()).hasValue(90);
        assertThat(both.of(LOG).sinceMs()).hasValue(Duration.ofMinutes(1005).toMillis());
        assertThat(both.areHeldHere()).isTrue();
    }

    @Test
    void aFolderThatAppearsMakesARunBeginAnewThatTakesCheckpointsOnDemand() throws IOException {
        store.setTime(70);
        markersOfBoth("a").keep();
        Set<Path> ofTheRunFolder =
                store.all().stream()
                        .filter(file -> file.toString().startsWith(RUN.toString()))
                        .collect(Collectors.toSet());
        for (Path file : ofTheRunFolder) {
            store.delete(file);
        }
        OwnerMarkers asked = onDemand("b");
        store.setTime(80);
        asked.keep();
        assertThat(asked.of(LOG).witnessedMs()).as("not mounted").hasValue(80);

        store.setTime(90);
        store.write(new Path(RUN, "chk-1/_metadata"), "of a checkpoint");
        asked.keep();
        asked.keep();

        assertThat(asked.of(LOG).witnessedMs()).hasValue(90);
        assertThat(asked.areHeldHere()).isTrue();
    }

    /** Its marker was put back after this run had begun to replace it. */
    @Test
    void aClaimedRunThatLivesMakesTheMarkerYoungWheneverItIsReplaced() throws IOException {
        claiming("c").keep();
        Path own = store.all().iterator().next();
        store.write(own, "changelog-owner 1\n17\nc\ntest://checkpoints/job\n");
        markersOf(OTHER_RUN, "b").keep();

        OwnerMarkers successor = claiming("d");
        successor.keep();

        assertThat(successor.of(LOG).sinceMs()).hasValue(Duration.ofMinutes(1000).toMillis());
    }

    @Test
    void foldersThatNobodyHasMadeAreLeftAloneWhereAskedFor() throws IOException {
        OwnerMarkers asked = onDemand("a");
        asked.keep();
        assertThat(store.all()).isEmpty();
        assertThat(asked.areHeldHere()).isFalse();

        Path log = new Path(LOG, "dstl/1");
        store.write(log, "of the log");
        asked.keep();
        assertThat(asked.areHeldHere()).isTrue();
        assertThat(store.all()).hasSize(2).allMatch(f -> f.toString().startsWith(LOG.toString()));

        asked.remove();
        assertThat(store.all()).containsExactly(log);
    }

    @Test
    void whoeverWasReplacedRemovesNothing() throws IOException {
        markers.keep();
        OwnerMarkers successor = markersOf(RUN, "b");
        successor.keep();

        markers.remove();
        assertThat(store.all()).hasSize(1);

        successor.remove();
        assertThat(store.all()).isEmpty();
    }

    /** The bytes are read by other versions. */
    @Test
    void aMarkerIsTextOfFiveLines() throws IOException {
        store.setTime(1234);
        markers.keep();
        Path file = store.all().iterator().next();

        assertThat(file)
                .isEqualTo(new Path("test://log/job/owners/779181f9-fc70-333a-8250-9bf0144743df"));
        assertThat(store.read(file))
                .hasValue("changelog-owner 1\n60000000\na\ntest://checkpoints/job\n1234\n");
    }

    @Test
    void aRunHasOneNameHoweverItsFolderIsWritten() {
        assertThat(OwnerMarker.runOf(new Path("s3://b/x/../c/job/")))
                .isEqualTo(OwnerMarker.runOf(new Path("s3://b/c/job")));
        assertThat(OwnerMarker.nameOf("s3://b/c/job"))
                .isNotEqualTo(OwnerMarker.nameOf("s3://c/c/job"));
    }

    private OwnerMarkers claiming(String token) {
        return new OwnerMarkers(
                store, clock, RUN, Optional.of(OTHER_RUN), List.of(LOG), false, token);
    }

    private OwnerMarkers markersOfBoth(String token) {
        return new OwnerMarkers(
                store, clock, RUN, Optional.empty(), List.of(LOG, RUN), false, token);
    }

    private OwnerMarkers onDemand(String token) {
        return new OwnerMarkers(
                store, clock, RUN, Optional.empty(), List.of(LOG, RUN), true, token);
    }

    private OwnerMarkers markersOf(Path run, String token) {
        return new OwnerMarkers(store, clock, run, Optional.empty(), List.of(LOG), false, token);
    }
}
