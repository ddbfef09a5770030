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

import io.flinkgic.benchmarks.materialization.ObservedMaterialization.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Looks at counters and at the store every few milliseconds, and notes when materializations began
 * and ended, and when files of them were being uploaded. Belongs to one thread.
 */
final class MaterializationWatch {

    private final List<ObservedMaterialization> ended = new ArrayList<>();
    private final List<Span> uploads = new ArrayList<>();
    private final List<Subtask> subtasks = new ArrayList<>();
    private OptionalLong uploadBeganMs = OptionalLong.empty();

    private final Counters counters;

    MaterializationWatch(int parallelism, Counters counters) {
        this.counters = counters;
        for (int subtask = 0; subtask < parallelism; subtask++) {
            subtasks.add(new Subtask(subtask));
        }
    }

    /**
     * @param uploading whether files of a materialization are being uploaded
     */
    void look(long nowMs, boolean uploading) {
        subtasks.forEach(subtask -> subtask.look(nowMs));
        if (uploading && uploadBeganMs.isEmpty()) {
            uploadBeganMs = OptionalLong.of(nowMs);
        } else if (!uploading && uploadBeganMs.isPresent()) {
            uploads.add(new Span(uploadBeganMs.getAsLong(), nowMs));
            uploadBeganMs = OptionalLong.empty();
        }
    }

    /** Those under way, too. */
    List<ObservedMaterialization> materializations(long nowMs) {
        List<ObservedMaterialization> all = new ArrayList<>(ended);
        subtasks.forEach(
                subtask ->
                        subtask.beganMs.ifPresent(
                                beganMs ->
                                        all.add(
                                                new ObservedMaterialization(
                                                        subtask.index,
                                                        new Span(beganMs, nowMs),
                                                        Outcome.UNFINISHED))));
        return all;
    }

    List<Span> uploads(long nowMs) {
        List<Span> all = new ArrayList<>(uploads);
        uploadBeganMs.ifPresent(beganMs -> all.add(new Span(beganMs, nowMs)));
        return all;
    }

    /** How often a subtask did something. */
    interface Counters {
        long started(int subtask);

        long completed(int subtask);

        long failed(int subtask);
    }

    private final class Subtask {

        private final int index;
        private long started;
        private long completed;
        private long failed;
        private OptionalLong beganMs = OptionalLong.empty();

        Subtask(int index) {
            this.index = index;
        }

        void look(long nowMs) {
            long nowStarted = counters.started(index);
            long nowCompleted = counters.completed(index);
            long nowFailed = counters.failed(index);
            if (nowStarted > started && beganMs.isEmpty()) {
                beganMs = OptionalLong.of(nowMs);
            }
            if (nowCompleted > completed || nowFailed > failed) {
                Outcome outcome = nowFailed > failed ? Outcome.FAILED : Outcome.COMPLETED;
                ended.add(
                        new ObservedMaterialization(
                                index, new Span(beganMs.orElse(nowMs), nowMs), outcome));
                beganMs = OptionalLong.empty();
            }
            started = nowStarted;
            completed = nowCompleted;
            failed = nowFailed;
        }
    }
}
