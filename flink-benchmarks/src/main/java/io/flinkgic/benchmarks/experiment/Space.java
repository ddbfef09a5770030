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

import java.util.ArrayList;
import java.util.List;

/** How much a checkpoint refers to. */
final class Space implements Experiment {

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "space",
                "Space",
                "The full size of checkpoints of SlidingWindow over time, beside the bytes of the"
                        + " records in its windows: amplification is one divided by the other. A"
                        + " changelog adds what was written since the last materialization: by the"
                        + " formula, size = state + written per second * seconds since it began.",
                List.of());
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(subject(10, profile));
        if (profile.complete()) {
            subjects.add(subject(5, profile));
        }
        return subjects;
    }

    private static Subject subject(int windows, Profile profile) {
        return new Subject.Builder(
                        "SlidingWindow, each record in " + windows,
                        Jobs.slidingWindow(windows),
                        profile,
                        FigureKind.SPACE)
                .build();
    }
}
