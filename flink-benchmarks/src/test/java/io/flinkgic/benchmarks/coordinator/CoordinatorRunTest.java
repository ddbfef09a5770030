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
package io.flinkgic.benchmarks.coordinator;

import io.flinkgic.benchmarks.report.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the benchmark once, in this process, with our runtime. Nothing is judged by its time. */
@Timeout(120)
class CoordinatorRunTest {

    @Test
    void aTinyJobIsObserved() throws Exception {
        Figures figures =
                CoordinatorRun.of(Load.TINY, Duration.ofSeconds(1), Duration.ofSeconds(3));

        for (String name :
                new String[] {
                    "checkpoints completed per minute",
                    "files deleted per second",
                    "last acknowledgement to completion ms: p50"
                }) {
            assertThat(figures.of(name).orElseThrow()).as(name).isPositive();
        }
        assertThat(figures.of("trigger delay ms: p50")).isPresent();
        assertThat(figures.of("acknowledgement sent to handled ms: p50")).isPresent();
    }
}
