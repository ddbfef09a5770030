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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Suite;
import io.flinkgic.benchmarks.experiment.Variant;
import io.flinkgic.benchmarks.runs.RunRecord;
import io.flinkgic.benchmarks.store.StoreChoice;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Which run: what another process needs to know, to make it. Immutable. */
final class RunId {

    static final String BEGAN = "began";

    private final String experiment;
    private final String subject;
    private final String variant;
    private final int round;

    RunId(String experiment, String subject, String variant, int round) {
        this.experiment = experiment;
        this.subject = subject;
        this.variant = variant;
        this.round = round;
    }

    /** For {@link ExperimentRun}. */
    List<String> arguments() {
        return List.of(
                "--experiment=" + experiment,
                "--subject=" + subject,
                "--variant=" + variant,
                "--round=" + round);
    }

    /**
     * @throws IllegalArgumentException if there is none
     */
    Subject subject(Profile profile) {
        return Suite.named(experiment).subjects(profile).stream()
                .filter(one -> one.name().equals(subject))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no subject: " + subject));
    }

    Variant variant(Subject of) {
        return of.variants().stream()
                .filter(one -> one.name().equals(variant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no variant: " + variant));
    }

    /** Of which this much is known before it. */
    RunRecord.Builder record(String commit, StoreChoice store) {
        return new RunRecord.Builder(experiment, subject, variant, round)
                .environment(BEGAN, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .environment("commit", commit)
                .environment("store", store.name())
                .environment("Java", Machine.java())
                .environment("processors", Machine.processors())
                .environment("load before", Machine.load());
    }

    @Override
    public String toString() {
        return experiment + ", " + subject + ", " + variant + ", round " + round;
    }
}
