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
import io.flinkgic.benchmarks.workload.Workload;

import java.util.ArrayList;
import java.util.List;

/** What many subtasks cost the JobManager. */
final class JobManagerScale implements Experiment {

    private static final int FEW = 50;
    private static final List<Integer> MORE = List.of(150, 400);
    private static final int KEYS = 10_000;
    private static final int PER_SECOND = 2_000;

    @Override
    public ExperimentText text() {
        return new ExperimentText(
                "jobmanager-scale",
                "Scale of the JobManager",
                "Many subtasks with little state on the heap, two checkpoints each second, hardly a"
                        + " materialization in what is measured: metadata, the JobManager's part of"
                        + " a checkpoint and the heap as they grow with the checkpoints since a"
                        + " subtask was last materialized. Without a changelog each checkpoint has"
                        + " all of the state.",
                List.of());
    }

    @Override
    public List<Subject> subjects(Profile profile) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(subject(FEW, profile));
        if (profile.complete()) {
            MORE.forEach(subtasks -> subjects.add(subject(subtasks, profile)));
        }
        return subjects;
    }

    private static Subject subject(int subtasks, Profile profile) {
        return new Subject.Builder(
                        subtasks + " subtasks",
                        Workload.wordCount(KEYS, Jobs.WORD_BYTES, PER_SECOND),
                        profile,
                        FigureKind.COORDINATOR,
                        FigureKind.CHECKPOINTS,
                        FigureKind.REQUESTS)
                .parallelism(subtasks)
                .materializationInterval(profile.rareMaterializationInterval())
                .measured(profile.materializationInterval().multipliedBy(3))
                .set("state.backend.type", "hashmap")
                .set("execution.checkpointing.interval", "500 ms")
                .set("taskmanager.memory.network.min", "256m")
                .set("taskmanager.memory.network.max", "256m")
                .build();
    }
}
