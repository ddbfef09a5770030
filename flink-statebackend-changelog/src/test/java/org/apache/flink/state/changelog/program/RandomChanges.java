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
package org.apache.flink.state.changelog.program;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.state.changelog.BackendUnderTest;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Random changes of the states of a job, and the model that they should be equal to, for tests of
 * one scenario. One thread.
 */
public final class RandomChanges {

    private final Supplier<Step> steps;
    private final TableModel model = new TableModel();

    public RandomChanges(long seed) {
        steps = ProgramGenerator.changes(seed);
    }

    /** Changes states and model alike, under keys of a range. */
    public void change(ProgramStates states, KeyGroupRange range, int operations) throws Exception {
        boolean logged = BackendUnderTest.isLogged(states.backend());
        for (int i = 0; i < operations; i++) {
            Step step = steps.get();
            if (step.kind().group() == StepKind.Group.KEYED) {
                new TableSteps(states, model, range, logged).apply(step);
            } else {
                new TimerSteps(states, model, range).apply(step);
            }
        }
    }

    /** Makes a change that is logged, and leaves everything as it is. */
    public void changeNothing(ProgramStates states, int key) throws Exception {
        Optional<String> present = model.get(ProgramStates.valueName(0), key, 0);
        if (present.isPresent()) {
            states.value(0, key, 0).update(present.get());
        } else {
            states.value(0, key, 0).clear();
        }
    }

    /** What the model is now, whatever changes later. */
    public Moment now() {
        return new Moment(model.copy());
    }

    /** Fails unless the states of the range are those of the model. */
    public void assertEqual(ProgramStates states, KeyGroupRange range) throws Exception {
        new TableComparison(states, model, range).assertEqual();
    }

    /** What the states of a job were once. Immutable. */
    public static final class Moment {

        private final TableModel model;

        private Moment(TableModel model) {
            this.model = model;
        }

        /** Fails unless the states of the range are those of the moment. */
        public void assertEqual(ProgramStates states, KeyGroupRange range) throws Exception {
            new TableComparison(states, model, range).assertEqual();
        }
    }
}
