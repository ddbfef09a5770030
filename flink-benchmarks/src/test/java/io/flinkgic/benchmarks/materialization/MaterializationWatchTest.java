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
package io.flinkgic.benchmarks.materialization;

import io.flinkgic.benchmarks.materialization.ObservedMaterialization.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class MaterializationWatchTest {

    private final HandCounters counters = new HandCounters();
    private final MaterializationWatch watch = new MaterializationWatch(1, counters);

    @Test
    void aMaterializationLastsFromOneCounterToTheOther() {
        counters.started++;
        watch.look(100, false);
        watch.look(200, false);
        counters.completed++;
        watch.look(350, false);

        assertThat(watch.materializations(1_000))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.outcome()).isEqualTo(Outcome.COMPLETED);
                            assertThat(one.span().beginMs()).isEqualTo(100);
                            assertThat(one.span().durationMs()).isEqualTo(250);
                        });
    }

    @Test
    void aFailedOneIsToldApart() {
        counters.started++;
        watch.look(100, false);
        counters.failed++;
        watch.look(200, false);

        assertThat(watch.materializations(1_000))
                .extracting(ObservedMaterialization::outcome)
                .containsExactly(Outcome.FAILED);
    }

    @Test
    void theOneUnderWayLastsUntilNow() {
        counters.started++;
        watch.look(100, false);

        assertThat(watch.materializations(1_000))
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.outcome()).isEqualTo(Outcome.UNFINISHED);
                            assertThat(one.span().durationMs()).isEqualTo(900);
                        });
    }

    @Test
    void uploadsAreStretchesOfTime() {
        watch.look(100, true);
        watch.look(110, true);
        watch.look(120, false);
        watch.look(300, true);

        assertThat(watch.uploads(400))
                .extracting(Span::beginMs, Span::endMs)
                .containsExactly(tuple(100L, 120L), tuple(300L, 400L));
    }

    /** Of the one subtask. */
    private static final class HandCounters implements MaterializationWatch.Counters {

        private long started;
        private long completed;
        private long failed;

        @Override
        public long started(int subtask) {
            return started;
        }

        @Override
        public long completed(int subtask) {
            return completed;
        }

        @Override
        public long failed(int subtask) {
            return failed;
        }
    }
}
