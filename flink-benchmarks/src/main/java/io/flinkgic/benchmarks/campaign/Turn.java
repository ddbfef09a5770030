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

import io.flinkgic.benchmarks.experiment.Experiment;
import io.flinkgic.benchmarks.experiment.Profile;
import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.experiment.Variant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One run, and all that it is for: experiments that ask the same of a job share it. */
final class Turn {

    private final Subject subject;
    private final Variant variant;
    private final List<RunId> ids = new ArrayList<>();

    private Turn(Subject subject, Variant variant) {
        this.subject = subject;
        this.variant = variant;
    }

    /**
     * The runs of a round, each behind the others of its job. Which variant comes first changes
     * from round to round.
     */
    static List<Turn> of(List<Experiment> experiments, Profile profile, int round) {
        List<Turn> turns = new ArrayList<>();
        for (Experiment experiment : experiments) {
            for (Subject subject : experiment.subjects(profile)) {
                List<Variant> variants = new ArrayList<>(subject.variants());
                Collections.rotate(variants, -round);
                for (Variant variant : variants) {
                    turnOf(subject, variant, turns)
                            .ids
                            .add(
                                    new RunId(
                                            experiment.text().id(),
                                            subject.name(),
                                            variant.name(),
                                            round));
                }
            }
        }
        return turns;
    }

    private static Turn turnOf(Subject subject, Variant variant, List<Turn> turns) {
        int behind = turns.size();
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).subject.runsLike(subject)) {
                behind = i + 1;
                if (turns.get(i).runs(variant)) {
                    return turns.get(i);
                }
            }
        }
        Turn turn = new Turn(subject, variant);
        turns.add(behind, turn);
        return turn;
    }

    private boolean runs(Variant wanted) {
        return variant.name().equals(wanted.name()) && variant.settings().equals(wanted.settings());
    }

    Variant variant() {
        return variant;
    }

    /** In the order of the experiments. */
    List<RunId> ids() {
        return Collections.unmodifiableList(ids);
    }
}
