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
package io.flinkgic.examples.replay.model;

import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SessionRow.Session;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowSequence;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class SessionModelTest {

    /** One key, a record of each of two splits every two seconds. */
    private static final WindowSequence SEQUENCE = new WindowSequence(1, 1, 1);

    private static final SplitRanges RANGES = SplitRanges.unbounded(2);

    @Test
    void recordThatComesWhenTheGapEndsBelongsToTheSession() {
        ReadRecords read = new ReadRecords(RANGES, Map.of(0, 3L, 1, 3L));

        assertThat(model(2000).sessionsAtEnd(read).get(0L))
                .containsExactly(new Session(0, 0, 6000, 6, sumOfOffsets(0, 1, 2)));
    }

    @Test
    void recordThatComesLaterBeginsASession() {
        ReadRecords read = new ReadRecords(RANGES, Map.of(0, 2L, 1, 2L));

        assertThat(model(1999).sessionsAtEnd(read).get(0L))
                .containsExactly(
                        new Session(0, 0, 1999, 2, sumOfOffsets(0)),
                        new Session(0, 2000, 3999, 2, sumOfOffsets(1)));
    }

    @Test
    void sessionIsOverWhenTheSlowestSplitHasComeToAStepBehindItsEnd() {
        ReadRecords read = new ReadRecords(RANGES, Map.of(0, 3L, 1, 100L));

        assertThat(model(1999).sessionsAfter(read).get(0L))
                .extracting(Session::startMs)
                .isEqualTo(List.of(0L, 2000L));
        assertThat(model(1000).sessionsAfter(new ReadRecords(RANGES, Map.of(0, 100L)))).isEmpty();
    }

    private static SessionModel model(long gapMs) {
        return new SessionModel(SEQUENCE, Duration.ofMillis(gapMs), Duration.ofSeconds(1));
    }

    private static long sumOfOffsets(long... offsets) {
        long sum = 0;
        for (long offset : offsets) {
            sum += SEQUENCE.fingerprintAt(RANGES.indexAt(0, offset));
            sum += SEQUENCE.fingerprintAt(RANGES.indexAt(1, offset));
        }
        return sum;
    }
}
