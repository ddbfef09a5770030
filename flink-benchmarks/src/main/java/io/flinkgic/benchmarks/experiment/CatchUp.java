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
import io.flinkgic.benchmarks.observe.Disturbance;
import io.flinkgic.benchmarks.report.comparison.ExperimentText;

import java.util.ArrayList;
import java.util.List;

/** How soon a job that failed or was rescaled is where it would be otherwise. */
final class CatchUp implements Experiment {

    private static final String FAILURE = "WordCount fails";

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "catch-up",
                "Catch-up",
                "A task fails when about nine tenths of an interval have passed since a subtask"
                        + " began to materialize, when it has most to replay and does not"
                        + " materialize again yet, and half a second after a checkpoint was"
                        + " complete. Without a changelog a checkpoint is taken each"
                        + " second or, rarely, as often as the others materialize; then the task"
                        + " fails three quarters of that after one was complete. Records come from"
                        + " Kafka, at the rate they came before, so the job has a backlog: lag is"
                        + " the age of the last record it took. It has caught up when that is below"
                        + " half a second. Rescaling is from 2 subtasks to 4 and back.",
                List.of(
                        Documented.insteadOfRareCheckpoints(
                                FAILURE, "failure: all", -41.7, "figure 11, table 3")));
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(failing(FAILURE, profile).build());
        if (profile.complete()) {
            subjects.add(
                    failing("WordCount fails, local recovery", profile)
                            .set("state.backend.local-recovery", "true")
                            .build());
        }
        subjects.add(
                job("WordCount is rescaled", profile)
                        .disturbance(Disturbance.RESCALE)
                        .set("jobmanager.scheduler", "adaptive")
                        .set("jobmanager.adaptive-scheduler.scaling-interval.min", "0 s")
                        .set("jobmanager.adaptive-scheduler.resource-stabilization-timeout", "1 s")
                        .build());
        return subjects;
    }

    private static Subject.Builder failing(String name, Profile profile) {
        return job(name, profile)
                .variants(
                        Variant.offRarely(profile.longMaterializationInterval()),
                        Variant.OFF,
                        Variant.STOCK,
                        Variant.OURS)
                .disturbance(Disturbance.FAILURE);
    }

    private static Subject.Builder job(String name, Profile profile) {
        return new Subject.Builder(name, Jobs.wordCount(profile), profile, FigureKind.RECOVERY)
                .fedByKafka()
                .materializationInterval(profile.longMaterializationInterval())
                .measured(profile.warmUp());
    }
}
