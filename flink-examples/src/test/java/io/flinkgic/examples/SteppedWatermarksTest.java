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
package io.flinkgic.examples;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SteppedWatermarksTest {

    private final List<Long> emitted = new ArrayList<>();

    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    emitted.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {
                    throw new AssertionError("records come all the time");
                }

                @Override
                public void markActive() {
                    throw new AssertionError("never idle");
                }
            };

    private final SteppedWatermarks<String> watermarks = new SteppedWatermarks<>(100);

    @Test
    void timeComesToAStepWithTheFirstRecordThatIsThere() {
        recordsAt(0, 50, 99, 100, 100, 150, 199, 250);

        assertThat(emitted).containsExactly(98L, 198L);
    }

    @Test
    void stepsWithoutARecordAreLeftOut() {
        recordsAt(730, 1000);

        assertThat(emitted).containsExactly(698L, 998L);
    }

    @Test
    void clockAloneBringsNoWatermark() {
        recordsAt(50);
        watermarks.onPeriodicEmit(output);

        assertThat(emitted).isEmpty();
    }

    private void recordsAt(long... timesMs) {
        for (long timeMs : timesMs) {
            watermarks.onEvent("record", timeMs, output);
        }
    }
}
