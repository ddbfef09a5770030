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

import io.flinkgic.benchmarks.report.comparison.DocumentedChange;
import io.flinkgic.benchmarks.report.comparison.VariantPair;

/** What the design document says of its implementation, beside no changelog. */
final class Documented {

    private static final VariantPair WITH_THE_SAME_INTERVAL =
            new VariantPair(Variant.OURS.name(), Variant.OFF.name());

    private static final VariantPair INSTEAD_OF_RARE_CHECKPOINTS =
            new VariantPair(Variant.OURS.name(), Variant.OFF_RARELY);

    private Documented() {}

    /**
     * Beside no changelog and checkpoints as often.
     *
     * @param place in the document
     */
    static DocumentedChange change(String subject, String figure, double percent, String place) {
        return new DocumentedChange(subject, figure, WITH_THE_SAME_INTERVAL, percent, place);
    }

    /**
     * Beside no changelog and checkpoints as rarely as that allows.
     *
     * @param place in the document
     */
    static DocumentedChange insteadOfRareCheckpoints(
            String subject, String figure, double percent, String place) {
        return new DocumentedChange(subject, figure, INSTEAD_OF_RARE_CHECKPOINTS, percent, place);
    }
}
