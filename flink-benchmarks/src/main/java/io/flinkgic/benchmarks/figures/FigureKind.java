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
package io.flinkgic.benchmarks.figures;

import com.google.errorprone.annotations.Immutable;
import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.runs.RunRecord;

/** What of all that was seen an experiment is about. */
public enum FigureKind {
    CHECKPOINTS(CheckpointFigures::add),
    STABILITY(CheckpointFigures::addStability),
    REQUESTS(StoreFigures::addRequests),
    COMMITS(CommitFigures::add),
    RESOURCES(ResourceFigures::add),
    THROUGHPUT(ThroughputFigures::add),
    RECOVERY(RecoveryFigures::add),
    SPACE(StoreFigures::addSpace),
    COORDINATOR(CoordinatorFigures::add);

    private final Evaluation evaluation;

    FigureKind(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    public void addTo(RunRecord.Builder run, Observed seen) {
        evaluation.add(seen, run);
    }

    /** Adds figures and series of what was seen. */
    @Immutable
    @FunctionalInterface
    private interface Evaluation {

        void add(Observed seen, RunRecord.Builder run);
    }
}
