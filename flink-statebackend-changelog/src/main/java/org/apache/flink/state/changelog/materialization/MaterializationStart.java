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
package org.apache.flink.state.changelog.materialization;

import java.util.Optional;

/** What came of an attempt to start. Immutable. */
public final class MaterializationStart {

    /** The three answers. */
    public enum Outcome {
        /** The snapshot is taken and waits to be stored. */
        STARTED,
        /** Nothing changed since the last one. */
        NOTHING_NEW,
        /** The previous one is under way, or no complete checkpoint refers to it yet. */
        PREVIOUS_PENDING
    }

    private final Outcome outcome;
    private final Optional<Materialization> materialization;

    private MaterializationStart(Outcome outcome, Optional<Materialization> materialization) {
        this.outcome = outcome;
        this.materialization = materialization;
    }

    static MaterializationStart started(Materialization materialization) {
        return new MaterializationStart(Outcome.STARTED, Optional.of(materialization));
    }

    static MaterializationStart refused(Outcome why) {
        return new MaterializationStart(why, Optional.empty());
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Present if {@link Outcome#STARTED}. */
    Optional<Materialization> materialization() {
        return materialization;
    }
}
