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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One JobManager after the other, and stores that come and go in between. */
class OwnerMarkersTakeOverTest {

    private static final Path LOG = new Path("test://log/job");
    private static final Path RUN = new Path("test://checkpoints/job");

    private final InMemoryMarkerStore store = new InMemoryMarkerStore();
    private final ManualClock clock = new ManualClock(Duration.ofMinutes(1000).toNanos());
    private final OwnerMarkers first = markers("a");

    @BeforeEach
    void mark() throws IOException {
        store.setTime(70);
        first.keep();
    }

    @Test
    void whoeverWasReplacedWhileItCouldNotWriteTakesNothingBack() throws IOException {
        forget(RUN);
        store.failWrites(true);
        assertThatThrownBy(first::keep).isInstanceOf(IOException.class);
        store.failWrites(false);
        OwnerMarkers second = markers("b");
        store.setTime(90);
        second.keep();

        first.keep();

        assertThat(second.areHeldHere()).isTrue();
        assertThat(first.areHeldHere()).isFalse();
    }

    /** It was marked in the place where it is mounted, while it was not. */
    @Test
    void aFolderThatComesBackWithTheMarkerOfTheJobManagerBeforeIsMarkedAnew() throws IOException {
        String before = store.read(markerIn(RUN)).orElseThrow();
        forget(RUN);
        OwnerMarkers second = markers("b");
        store.setTime(90);
        second.keep();
        store.setTime(70);
        store.write(markerIn(RUN), before);
        store.setTime(110);

        second.keep();

        assertThat(second.areHeldHere()).isTrue();
        assertThat(second.of(LOG).witnessedMs()).hasValue(110);
        assertThat(second.of(RUN).witnessedMs()).hasValue(110);
    }

    private Path markerIn(Path folder) {
        return store.all().stream()
                .filter(file -> file.toString().startsWith(folder.toString()))
                .findFirst()
                .orElseThrow();
    }

    private void forget(Path folder) {
        Set<Path> others =
                store.all().stream()
                        .filter(file -> !file.toString().startsWith(folder.toString()))
                        .collect(Collectors.toSet());
        store.retain(others);
    }

    private OwnerMarkers markers(String token) {
        return new OwnerMarkers(
                store, clock, RUN, Optional.empty(), List.of(LOG, RUN), false, token);
    }
}
