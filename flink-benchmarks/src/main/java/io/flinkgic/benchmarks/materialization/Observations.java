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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Everything seen in a part of a run. Immutable. */
final class Observations {

    private final Span measured;
    private final List<ObservedCheckpoint> checkpoints;
    private final List<ObservedMaterialization> materializations;
    private final List<Span> uploads;
    private final List<Pause> pauses;
    private final SortedMap<Long, StoreCounts> seconds;

    /**
     * Leaves out what did not begin in that part.
     *
     * @param uploads when files of materializations were being uploaded, in order
     * @param pauses of each probe, also those of no length
     * @param seconds by the second of the wall clock
     */
    Observations(
            Span measured,
            List<ObservedCheckpoint> checkpoints,
            List<ObservedMaterialization> materializations,
            List<Span> uploads,
            List<Pause> pauses,
            SortedMap<Long, StoreCounts> seconds) {
        this.measured = measured;
        this.checkpoints = new ArrayList<>(checkpoints);
        this.materializations = new ArrayList<>(materializations);
        this.uploads = List.copyOf(uploads);
        this.pauses = new ArrayList<>(pauses);
        this.seconds = seconds.subMap(measured.beginMs() / 1_000, measured.endMs() / 1_000);
        this.checkpoints.removeIf(checkpoint -> !began(checkpoint.span()));
        this.materializations.removeIf(materialization -> !began(materialization.span()));
        this.pauses.removeIf(pause -> !measured.contains(pause.endMs()));
    }

    /** Of a part of this part; checkpoints, uploads and the like that reach beyond it are whole. */
    Observations during(Span part) {
        return new Observations(part, checkpoints, materializations, uploads, pauses, seconds);
    }

    Span measured() {
        return measured;
    }

    List<ObservedCheckpoint> checkpoints() {
        return checkpoints;
    }

    List<ObservedMaterialization> materializations() {
        return materializations;
    }

    /** When files of materializations were being uploaded. */
    List<Span> uploads() {
        return uploads;
    }

    List<Pause> pauses() {
        return pauses;
    }

    /** By the second of the wall clock; without those in which nothing happened. */
    SortedMap<Long, StoreCounts> seconds() {
        return seconds;
    }

    private boolean began(Span span) {
        return measured.contains(span.beginMs());
    }
}
