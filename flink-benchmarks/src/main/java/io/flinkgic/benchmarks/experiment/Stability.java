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

/** Whether one checkpoint is as quick as the next. */
final class Stability implements Experiment {

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "stability",
                "Stability",
                "How much the duration of checkpoints varies at an interval of 200 ms, while"
                        + " materializations begin and end. Of fewer than a hundred checkpoints p99"
                        + " is the longest. How much it varies at an interval of a second is with"
                        + " their speed.",
                List.of());
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        return List.of(
                new Subject.Builder(
                                "WordCount, every 200 ms",
                                Jobs.wordCount(profile),
                                profile,
                                FigureKind.STABILITY)
                        .set("execution.checkpointing.interval", "200 ms")
                        .build());
    }
}
