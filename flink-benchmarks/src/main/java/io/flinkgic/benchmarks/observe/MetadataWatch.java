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

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.util.clock.Clock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Sees the metadata of each checkpoint, if it is asked often enough and one checkpoint is under way
 * at a time: what was stored between a completion and the one before. Belongs to one thread.
 */
final class MetadataWatch {

    private final Clock clock;
    private final StoreMeter meter;
    private final IntSupplier checkpoints;
    private final Supplier<Map<String, Long>> materializations;
    private final List<StoredMetadata> stored = new ArrayList<>();
    private int completed;
    private long bytes;

    /** By subtask. */
    private Map<String, Long> materialized = Map.of();

    /** Checkpoints since the last materialization, by subtask. */
    private final Map<String, Integer> age = new HashMap<>();

    /**
     * @param checkpoints how many are complete
     * @param materializations how many are complete, by subtask
     */
    MetadataWatch(
            Clock clock,
            StoreMeter meter,
            IntSupplier checkpoints,
            Supplier<Map<String, Long>> materializations) {
        this.clock = clock;
        this.meter = meter;
        this.checkpoints = checkpoints;
        this.materializations = materializations;
    }

    void look() {
        int completedNow = checkpoints.getAsInt();
        if (completedNow == completed) {
            return;
        }
        completed = completedNow;
        long bytesNow = meter.total().uploadedBytes(ObjectKind.METADATA);
        stored.add(new StoredMetadata(clock.absoluteTimeMillis(), bytesNow - bytes, meanAge()));
        bytes = bytesNow;
    }

    private OptionalDouble meanAge() {
        Map<String, Long> now = materializations.get();
        now.forEach(
                (subtask, number) ->
                        age.merge(
                                subtask,
                                0,
                                (before, ignored) ->
                                        number.equals(materialized.get(subtask)) ? before + 1 : 0));
        materialized = now;
        return age.values().stream().mapToInt(Integer::intValue).average();
    }

    List<StoredMetadata> stored() {
        return List.copyOf(stored);
    }
}
