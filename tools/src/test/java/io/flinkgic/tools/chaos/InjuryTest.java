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
package io.flinkgic.tools.chaos;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class InjuryTest {

    private final List<String> steps = new ArrayList<>();

    @Test
    void restartMayBeAFailureAndIsOverAtOnce() {
        Injury injury = Injury.restart("killed");

        assertThat(injury.restarts()).isTrue();
        assertThat(injury.fails()).isTrue();
        assertThat(injury.goesOn()).isFalse();
        assertThat(injury.disturbs()).isFalse();
    }

    @Test
    void rescaleRestartsTheJobWithoutAFailure() {
        Injury injury = Injury.rescale("joined");

        assertThat(injury.restarts()).isTrue();
        assertThat(injury.fails()).isFalse();
        assertThat(injury.goesOn()).isFalse();
    }

    @Test
    void outageMustNotRestartTheJobAndHasAnEnd() throws Exception {
        Injury injury =
                Injury.outage("hangs", Duration.ofSeconds(8), () -> steps.add("answers again"));

        assertThat(injury.restarts()).isFalse();
        assertThat(injury.fails()).isFalse();
        assertThat(injury.disturbs()).isFalse();
        assertThat(injury.goesOn()).isTrue();
        assertThat(injury.length()).isEqualTo(Duration.ofSeconds(8));
        injury.next().take();
        assertThat(steps).isEmpty();
        injury.end().take();
        assertThat(steps).containsExactly("answers again");
    }

    @Test
    void injuryThatDisturbsIsTheSameOtherwise() throws Exception {
        Injury injury =
                Injury.restart(
                                "frozen",
                                () -> steps.add("thaws"),
                                Duration.ofSeconds(4),
                                () -> steps.add("dies"))
                        .thatDisturbs();

        assertThat(injury.disturbs()).isTrue();
        assertThat(injury.what()).isEqualTo("frozen");
        assertThat(injury.restarts()).isTrue();
        assertThat(injury.fails()).isTrue();
        assertThat(injury.length()).isEqualTo(Duration.ofSeconds(4));
        injury.next().take();
        injury.end().take();
        assertThat(steps).containsExactly("thaws", "dies");
    }
}
