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
package io.flinkgic.tests.kafka;

import io.flinkgic.examples.replay.SeededWords;
import io.flinkgic.examples.replay.SplitRanges;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FeederTest {

    private static final SeededWords WORDS = new SeededWords(1, 5, 13);
    private static final SplitRanges RANGES = SplitRanges.unbounded(2);

    private final SteppedClock clock = new SteppedClock();

    @Test
    void eachPartitionGetsItsSplitInOrderAndAllGetEquallyMany() throws Exception {
        MockProducer<String, String> producer = producer(true);

        long fed = feed(producer, 100, 1_000);

        assertThat(fed).isPositive();
        for (int partition = 0; partition < 2; partition++) {
            int split = partition;
            assertThat(producer.history())
                    .filteredOn(record -> record.partition() == split)
                    .hasSize((int) fed)
                    .satisfies(
                            records -> {
                                for (int turn = 0; turn < fed; turn++) {
                                    long index = RANGES.indexAt(split, turn);
                                    assertThat(records.get(turn).value())
                                            .isEqualTo(Long.toString(index));
                                    assertThat(records.get(turn).key())
                                            .isEqualTo(WORDS.wordAt(index));
                                }
                            });
        }
    }

    @Test
    void theRateIsThatOfAllPartitionsTogether() throws Exception {
        MockProducer<String, String> producer = producer(true);

        feed(producer, 100, 10_000);

        assertThat(producer.history()).hasSizeBetween(980, 1_000);
    }

    @Test
    void theRateBeginsAfterWhatIsFedAtOnce() throws Exception {
        MockProducer<String, String> producer = producer(true);

        assertThat(feed(producer, 5_000, 100, 10_000)).isBetween(5_490L, 5_500L);
        assertThat(producer.history()).hasSizeBetween(10_980, 11_000);
    }

    @Test
    void recordsSayWhenTheyWereDueHoweverLateTheyAre() throws Exception {
        MockProducer<String, String> producer = producer(true);

        feed(producer, 10, 100, 1_000);

        assertThat(producer.history()).hasSizeGreaterThan(100);
        for (int at = 20; at < producer.history().size(); at++) {
            assertThat(producer.history().get(at).timestamp()).isEqualTo((at - 20) / 2 * 20L);
        }
    }

    @Test
    void nothingIsFedAfterTheStop() throws Exception {
        MockProducer<String, String> producer = producer(true);

        assertThat(feed(producer, 100, 0)).isZero();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void recordThatCannotBeStoredFailsTheFeed() {
        MockProducer<String, String> producer = producer(false);
        clock.atEachStep(() -> producer.errorNext(new IllegalStateException("full")));

        assertThatThrownBy(() -> feed(producer, 100, 1_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("topic words")
                .hasRootCauseMessage("full");
    }

    private long feed(MockProducer<String, String> producer, int rate, long lengthMs)
            throws IOException, InterruptedException {
        return feed(producer, 0, rate, lengthMs);
    }

    private long feed(MockProducer<String, String> producer, long atOnce, int rate, long lengthMs)
            throws IOException, InterruptedException {
        return new Feeder(producer, clock, clock::step)
                .feed("words", WORDS, RANGES, atOnce, rate, () -> clock.millis() >= lengthMs);
    }

    private static MockProducer<String, String> producer(boolean completesAtOnce) {
        return new MockProducer<>(
                completesAtOnce,
                new RoundRobinPartitioner(),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Time passes by being slept through. */
    private static final class SteppedClock extends Clock {

        private long nowMs;
        private Runnable atEachStep = () -> {};

        void atEachStep(Runnable action) {
            atEachStep = action;
        }

        void step(long ms) {
            nowMs += ms;
            atEachStep.run();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs);
        }
    }
}
