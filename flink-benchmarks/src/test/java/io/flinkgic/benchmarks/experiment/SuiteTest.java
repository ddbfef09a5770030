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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SuiteTest {

    @ParameterizedTest
    @EnumSource
    void eachRunHasANameOfItsOwn(Profile profile) {
        for (Experiment experiment : Suite.named(List.of())) {
            assertThat(experiment.subjects(profile)).isNotEmpty();
            assertThat(experiment.subjects(profile))
                    .extracting(Subject::name)
                    .doesNotHaveDuplicates();
            for (Subject subject : experiment.subjects(profile)) {
                assertThat(subject.variants())
                        .extracting(Variant::name)
                        .doesNotHaveDuplicates()
                        .contains("off", "stock", "ours");
                assertThat(subject.figures()).isNotEmpty();
            }
        }
    }

    @Test
    void whatIsNamedIsFoundInThatOrder() {
        assertThat(Suite.named(List.of("space", "catch-up")))
                .extracting(one -> one.text().id())
                .containsExactly("space", "catch-up");
    }

    @Test
    void unknownNameIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Suite.named(List.of("speed")))
                .hasMessageContaining("no experiment: speed")
                .hasMessageContaining("checkpoint-speed, stability");
    }
}
