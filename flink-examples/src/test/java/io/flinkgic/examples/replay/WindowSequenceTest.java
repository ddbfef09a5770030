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
package io.flinkgic.examples.replay;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

class WindowSequenceTest {

    private final WindowSequence sequence = new WindowSequence(3, 10, 200);

    @Test
    void sameSeedGivesTheSameRecordAtEachIndex() {
        WindowSequence same = new WindowSequence(3, 10, 200);
        WindowSequence other = new WindowSequence(4, 10, 200);

        assertThat(sequence.payloadAt(5, 80)).isEqualTo(same.payloadAt(5, 80)).hasSize(80);
        assertThat(sequence.payloadAt(5, 80)).isNotEqualTo(other.payloadAt(5, 80));
        assertThat(sequence.payloadAt(5, 80)).isNotEqualTo(sequence.payloadAt(6, 80));
    }

    @Test
    void allKeysAppear() {
        assertThat(
                        LongStream.range(0, 500)
                                .map(sequence::keyAt)
                                .boxed()
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10).boxed().collect(Collectors.toList()));
    }

    @Test
    void splitsTogetherEmitTheWantedNumberOfRecordsPerSecond() {
        SplitRanges ranges = SplitRanges.bounded(4, 4000);

        long inFirstSecond =
                LongStream.range(0, 4000)
                        .filter(index -> sequence.timeMsAt(index, ranges) < 1000)
                        .count();

        assertThat(inFirstSecond).isEqualTo(200);
    }

    @Test
    void timeNeverGoesBackInsideASplit() {
        SplitRanges ranges = SplitRanges.unbounded(3);

        assertThat(
                        LongStream.range(0, 1000)
                                .map(o -> sequence.timeMsAt(ranges.indexAt(2, o), ranges))
                                .boxed()
                                .collect(Collectors.toList()))
                .isSorted();
    }

    @Test
    void timeIsReachedWhenTheSlowestSplitHasComeToAStep() {
        SplitRanges ranges = SplitRanges.unbounded(2);

        assertThat(sequence.reachedMs(new ReadRecords(ranges, Map.of(0, 121L, 1, 500L)), 500))
                .isEqualTo(1000);
        assertThat(sequence.reachedMs(new ReadRecords(ranges, Map.of(0, 100L, 1, 500L)), 500))
                .isEqualTo(500);
        assertThat(sequence.reachedMs(new ReadRecords(ranges, Map.of(0, 100L)), 500)).isZero();
    }
}
