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
package io.flinkgic.benchmarks.experiment;

import io.flinkgic.benchmarks.figures.FigureKind;
import io.flinkgic.benchmarks.report.comparison.ExperimentText;

import java.util.List;

/** How quick and how large checkpoints are, and what they cost the store. */
final class CheckpointSpeed implements Experiment {

    static final String WORD_COUNT = "WordCount";
    static final String SLIDING_WINDOW = "SlidingWindow";

    private static final FigureKind[] FIGURES = {
        FigureKind.CHECKPOINTS, FigureKind.REQUESTS, FigureKind.COMMITS
    };

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "checkpoint-speed",
                "Checkpoint speed",
                "Two jobs at a fixed rate, a checkpoint each second, several materializations of"
                        + " each subtask in what is measured. Of fewer than a hundred checkpoints"
                        + " p99 is the longest. Duration is from the trigger to the last"
                        + " acknowledgement. A row is committed by a transactional sink when the"
                        + " checkpoint that contains it is complete.",
                List.of(
                        Documented.change(WORD_COUNT, "duration, mean", -89.7, "table 1"),
                        Documented.change(SLIDING_WINDOW, "duration, mean", -98.8, "table 2"),
                        Documented.change(WORD_COUNT, "increment, mean", -95, "table 1")));
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        return List.of(
                new Subject.Builder(WORD_COUNT, Jobs.wordCount(profile), profile, FIGURES).build(),
                new Subject.Builder(SLIDING_WINDOW, Jobs.slidingWindow(10), profile, FIGURES)
                        .build());
    }
}
