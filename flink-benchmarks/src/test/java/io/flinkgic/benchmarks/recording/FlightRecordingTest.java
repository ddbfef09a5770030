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
package io.flinkgic.benchmarks.recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class FlightRecordingTest {

    @TempDir private Path folder;

    @Test
    void threadThatRanIsThereWithItsMethod() throws Exception {
        FlightRecording recording = FlightRecording.start();
        Instant from = Instant.now();
        Thread busy = new Thread(FlightRecordingTest::compute, "busy-7");
        busy.start();
        busy.join();
        recording.write(folder, "a run", from, Instant.now());

        assertThat(folder.resolve("a run.jfr")).exists();
        assertThat(folder.resolve("a run.md"))
                .content()
                .startsWith("# a run\n")
                .contains("| `busy-N` |")
                .contains(FlightRecordingTest.class.getName() + ".compute");
    }

    @Test
    void whatWasBeforeIsLeftOut() throws Exception {
        FlightRecording recording = FlightRecording.start();
        Thread busy = new Thread(FlightRecordingTest::compute, "busy-7");
        busy.start();
        busy.join();
        recording.write(folder, "a run", Instant.now(), Instant.now());

        assertThat(folder.resolve("a run.md")).content().doesNotContain("busy");
    }

    /** Long enough for many samples. */
    private static void compute() {
        long state = 1;
        for (int step = 0; step < 1_000_000_000; step++) {
            state = state * 6_364_136_223_846_793_005L + step;
        }
        assertThat(state).isNotZero();
    }
}
