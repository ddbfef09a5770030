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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CommittedRowsTest {

    private static final int KEYS = 10;

    private final ManualClock clock = new ManualClock();
    private final CommittedRows rows = new CommittedRows(clock);
    private final Workload words = Workload.wordCount(KEYS, 8, 100);
    private final Workload windows =
            Workload.slidingWindow(KEYS, 100, Duration.ofSeconds(2), Duration.ofSeconds(1));

    @Test
    void rowsOfTheFirstRecordsAreRight() throws Exception {
        commit(words(0, 12));
        commit(words(12, 25));
        assertThat(rows.flaws(words)).isEmpty();
    }

    @Test
    void missingRecordIsFound() {
        rows.commit(words(0, 12));
        rows.commit(words(13, 25));
        assertThat(rows.flaws(words)).hasSize(1).first().asString().contains("first 24 records");
    }

    @Test
    void recordThatCountedTwiceIsFound() {
        rows.commit(words(0, 12));
        rows.commit(words(11, 25));
        assertThat(rows.flaws(words)).hasSize(1);
    }

    @Test
    void lostStateIsFound() {
        CommittedBatch batch = words(0, 12);
        batch.add(words, Tuple3.of(12L, 1L, 0L));
        rows.commit(batch);
        assertThat(rows.flaws(words)).containsExactly("1 rows have a wrong count");
    }

    @Test
    void nothingCommittedIsNotRight() {
        assertThat(rows.flaws(words)).containsExactly("no row was committed");
    }

    @Test
    void batchThatFlinkCommitsAgainCountsOnce() {
        CommittedBatch batch = words(0, 12);
        rows.commit(batch);
        rows.commit(batch);
        assertThat(rows.rows()).isEqualTo(batch.rows());
        assertThat(rows.flaws(words)).isEmpty();
    }

    @Test
    void windowsHaveTheRecordsOfTheirTime() {
        rows.commit(windows(1_000, 60, 40, 2_000, 120, 80, 3_000, 150, 50));
        assertThat(rows.flaws(windows)).isEmpty();
    }

    @Test
    void windowWithTooFewRecordsIsFound() {
        rows.commit(windows(1_000, 60, 40, 2_000, 120, 79));
        assertThat(rows.flaws(windows))
                .containsExactly(
                        "the window up to 2000 ms has 199 records, expected are 200 in one up to"
                                + " 2000");
    }

    @Test
    void missingWindowIsFound() {
        rows.commit(windows(1_000, 60, 40, 3_000, 120, 80));
        assertThat(rows.flaws(windows)).hasSize(1);
    }

    @Test
    void waitsAreThoseOfRowsThatWereDueInThatTime() throws Exception {
        CommittedBatch batch = CommittedBatch.begin();
        batch.add(words, Tuple3.of(0L, 1L, 100L));
        batch.add(words, Tuple3.of(1L, 1L, 100L));
        batch.add(words, Tuple3.of(2L, 1L, 500L));
        batch.add(words, Tuple3.of(3L, 1L, 900L));
        clock.advanceTime(Duration.ofSeconds(1));
        commit(batch);
        assertThat(rows.waits(0, 900)).isEqualTo(Map.of(900L, 2L, 500L, 1L));
    }

    /** As after a restart: by way of its serialized form. */
    private void commit(CommittedBatch batch) throws Exception {
        CommittedBatch.Serializer serializer = new CommittedBatch.Serializer();
        rows.commit(serializer.deserialize(serializer.getVersion(), serializer.serialize(batch)));
    }

    private CommittedBatch words(long from, long to) {
        CommittedBatch batch = CommittedBatch.begin();
        for (long index = from; index < to; index++) {
            batch.add(words, Tuple3.of(index, index / KEYS + 1, index));
        }
        return batch;
    }

    /** Ends of windows, each with the records of two keys. */
    private CommittedBatch windows(long... numbers) {
        CommittedBatch batch = CommittedBatch.begin();
        for (int at = 0; at < numbers.length; at += 3) {
            batch.add(windows, Tuple3.of(numbers[at], numbers[at + 1], 0L));
            batch.add(windows, Tuple3.of(numbers[at], numbers[at + 2], 0L));
        }
        return batch;
    }
}
