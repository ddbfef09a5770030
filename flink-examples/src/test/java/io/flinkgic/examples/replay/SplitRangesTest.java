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

import org.apache.flink.util.NumberSequenceIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SplitRangesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 128})
    void flinkSplitsTheUnboundedRangeExactlyThere(int splits) {
        assertSplitLikeFlink(SplitRanges.unbounded(splits));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 6, 7, 8, 1000})
    void flinkSplitsBoundedRangesExactlyThere(long records) {
        assertSplitLikeFlink(SplitRanges.bounded(7, records));
    }

    @Test
    void boundedRangesAreRoundedUpToAMultipleOfTheSplits() {
        assertThat(SplitRanges.bounded(4, 9).totalRecords()).isEqualTo(12);
        assertThat(SplitRanges.bounded(4, 8).totalRecords()).isEqualTo(8);
    }

    @Test
    void indexIsFoundAgainFromItsSplitAndOffset() {
        SplitRanges ranges = SplitRanges.unbounded(5);
        long index = ranges.indexAt(3, 42);

        assertThat(ranges.splitOf(index)).isEqualTo(3);
        assertThat(ranges.offsetOf(index)).isEqualTo(42);
    }

    @Test
    void indexesOutsideAllRangesAreNotContained() {
        SplitRanges ranges = SplitRanges.bounded(2, 10);

        assertThat(ranges.contains(-1)).isFalse();
        assertThat(ranges.contains(9)).isTrue();
        assertThat(ranges.contains(10)).isFalse();
    }

    @Test
    void sourceWithoutSplitIsRefused() {
        assertThatThrownBy(() -> SplitRanges.unbounded(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertSplitLikeFlink(SplitRanges ranges) {
        NumberSequenceIterator[] flinks =
                new NumberSequenceIterator(0, ranges.totalRecords() - 1).split(ranges.splits());

        assertThat(flinks).hasSize(ranges.splits());
        for (int split = 0; split < flinks.length; split++) {
            assertThat(flinks[split].getCurrent()).isEqualTo(ranges.indexAt(split, 0));
            assertThat(flinks[split].getTo()).isEqualTo(ranges.indexAt(split + 1, 0) - 1);
        }
    }
}
