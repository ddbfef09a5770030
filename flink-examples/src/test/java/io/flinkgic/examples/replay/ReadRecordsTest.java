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

import static org.assertj.core.api.Assertions.assertThat;

class ReadRecordsTest {

    @Test
    void recordsAreTheFirstOnesOfEachSplit() {
        SplitRanges ranges = SplitRanges.bounded(3, 30);
        ReadRecords read = new ReadRecords(ranges, Map.of(0, 2L, 2, 3L));

        assertThat(read.indexes().toArray()).containsExactly(0, 1, 20, 21, 22);
        assertThat(read.contains(1)).isTrue();
        assertThat(read.contains(2)).isFalse();
        assertThat(read.contains(10)).isFalse();
        assertThat(read.contains(-1)).isFalse();
        assertThat(read.contains(30)).isFalse();
    }

    @Test
    void allRecordsAreThoseOfAllRanges() {
        SplitRanges ranges = SplitRanges.bounded(3, 30);

        assertThat(ReadRecords.all(ranges).indexes().count()).isEqualTo(ranges.totalRecords());
    }
}
