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

/** How much processor and network a job needs, and how evenly. */
final class Resources implements Experiment {

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "resources",
                "Resources",
                "Processors and network used in each second, of the whole process, JobManager"
                        + " included: without a changelog with a checkpoint as often as the others"
                        + " materialize, and all three with one each second.",
                List.of(
                        Documented.change(
                                CheckpointSpeed.WORD_COUNT,
                                "processors, peak second",
                                -62.2,
                                "figures 12 to 14"),
                        Documented.change(
                                CheckpointSpeed.WORD_COUNT,
                                "network, peak second",
                                -69.4,
                                "figures 12 to 14")));
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        return List.of(
                new Subject.Builder(
                                CheckpointSpeed.WORD_COUNT,
                                Jobs.wordCount(profile),
                                profile,
                                FigureKind.RESOURCES)
                        .variants(
                                Variant.offRarely(profile.materializationInterval()),
                                Variant.OFF,
                                Variant.STOCK,
                                Variant.OURS)
                        .build());
    }
}
