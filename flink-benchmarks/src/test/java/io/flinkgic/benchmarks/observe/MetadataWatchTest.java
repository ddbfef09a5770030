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
package io.flinkgic.benchmarks.observe;

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataWatchTest {

    private static final Path METADATA = new Path("store:///job/chk-1/_metadata");
    private static final Path LOG = new Path("store:///job/dstl/1");

    private final ManualClock clock = new ManualClock();
    private final StoreMeter meter = new StoreMeter(clock);
    private final Map<String, Long> materializations = new HashMap<>();
    private int checkpoints;
    private final MetadataWatch watch =
            new MetadataWatch(clock, meter, () -> checkpoints, () -> Map.copyOf(materializations));

    @Test
    void eachCheckpointHasWhatWasStoredSinceTheOneBefore() {
        complete(1_000);
        long firstMs = clock.absoluteTimeMillis();
        meter.addUploaded(LOG, 7);
        clock.advance(Duration.ofSeconds(1));
        complete(1_200);

        assertThat(watch.stored())
                .extracting(StoredMetadata::bytes)
                .containsExactly(1_000L, 1_200L);
        assertThat(watch.stored())
                .extracting(StoredMetadata::atMs)
                .containsExactly(firstMs, firstMs + 1_000);
    }

    @Test
    void nothingIsSeenUntilACheckpointIsComplete() {
        meter.addUploaded(METADATA, 1_000);
        watch.look();

        assertThat(watch.stored()).isEmpty();
    }

    @Test
    void theAgeIsThatOfTheSubtasksInTheMean() {
        materializations.put("0", 0L);
        materializations.put("1", 0L);
        complete(1);
        complete(1);
        materializations.put("0", 1L);
        complete(1);
        complete(1);

        assertThat(watch.stored())
                .extracting(StoredMetadata::checkpointsSince)
                .containsExactly(
                        OptionalDouble.of(0),
                        OptionalDouble.of(1),
                        OptionalDouble.of((0 + 2) / 2.0),
                        OptionalDouble.of((1 + 3) / 2.0));
    }

    @Test
    void thereIsNoAgeWithoutAChangelog() {
        complete(1);

        assertThat(watch.stored())
                .extracting(StoredMetadata::checkpointsSince)
                .containsExactly(OptionalDouble.empty());
    }

    private void complete(long metadataBytes) {
        meter.addUploaded(METADATA, metadataBytes);
        checkpoints++;
        watch.look();
    }
}
