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
import picocli.CommandLine.Option;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run is for: what another process needs to know, to make it. Not changed once it is parsed.
 */
final class RunId {

    static final String BEGAN = "began";

    @Option(names = "--experiment", required = true)
    private String experiment;

    @Option(names = "--subject", required = true)
    private String subject;

    @Option(names = "--variant", required = true)
    private String variant;

    @Option(names = "--round", required = true)
    private int round;

    /** To be parsed. */
    private RunId() {}

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

    int round() {
        return round;
    }

    /**
     * Of one run, of which this much is known before it.
     *
     * @param ids what it is for; the first counts as the run
     */
    static List<RunRecord.Builder> records(List<RunId> ids, String commit, StoreChoice store) {
        String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<RunRecord.Builder> all = new ArrayList<>();
        for (RunId id : ids) {
            RunRecord.Builder record = id.record(began, commit, store);
            all.add(id == ids.get(0) ? record : record.runOf(ids.get(0).place()));
        }
        return all;
    }

    private RunRecord.Builder record(String began, String commit, StoreChoice store) {
        return new RunRecord.Builder(experiment, subject, variant, round)
                .environment(BEGAN, began)
                .environment("commit", commit)
                .environment("store", store.name())
                .environment("Java", Machine.java())
                .environment("processors", Machine.processors())
                .environment("load before", Machine.load());
    }

    private String place() {
        return experiment + ", " + subject;
    }

    @Override
    public String toString() {
        return place() + ", " + variant + ", round " + round;
    }
}
