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

import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WordSequence;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Writes a numbered sequence of words into a topic: partition <i>p</i> gets the indexes of split
 * <i>p</i>, in order. A record's key is the word, its value the index, its time when it was due.
 *
 * <p>Partitions get one record each, in turn, so after each turn all have equally many. For one
 * thread, and the producer's, which tells of failures.
 */
final class Feeder {

    private static final long PAUSE_MS = 10;

    /** How to let time pass. */
    interface Sleeper {
        void sleep(long ms) throws InterruptedException;
    }

    private final Producer<String, String> producer;
    private final Clock clock;
    private final Sleeper sleeper;

    /** The first one; there is none while it is empty. */
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param producer must be idempotent, so that what it repeats is there once
     */
    Feeder(Producer<String, String> producer, Clock clock, Sleeper sleeper) {
        this.producer = producer;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Feeds until it is told to stop, and returns when all that it fed is stored.
     *
     * @param ranges as many splits as the topic has partitions
     * @param atOnce records of each partition that are fed before the rate begins
     * @param recordsPerSecond of all partitions together
     * @return how many records each partition got
     * @throws IOException if a record could not be stored: the topic is of no use then
     */
    long feed(
            String topic,
            WordSequence words,
            SplitRanges ranges,
            long atOnce,
            int recordsPerSecond,
            BooleanSupplier stopped)
            throws IOException, InterruptedException {
        long turns = 0;
        for (; turns < atOnce && !stopped.getAsBoolean() && failure.get() == null; turns++) {
            sendTurn(topic, words, ranges, turns, clock.millis());
        }
        long startMs = clock.millis();
        while (!stopped.getAsBoolean() && failure.get() == null) {
            long elapsedMs = clock.millis() - startMs;
            long due = atOnce + elapsedMs * recordsPerSecond / 1000 / ranges.splits();
            for (; turns < due; turns++) {
                long sinceStart = (turns - atOnce) * ranges.splits() * 1000 / recordsPerSecond;
                sendTurn(topic, words, ranges, turns, startMs + sinceStart);
            }
            sleeper.sleep(PAUSE_MS);
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IOException("topic " + topic + ": a record was not stored", failure.get());
        }
        return turns;
    }

    private void sendTurn(
            String topic, WordSequence words, SplitRanges ranges, long turn, long dueMs) {
        for (int split = 0; split < ranges.splits(); split++) {
            send(topic, split, words, ranges.indexAt(split, turn), dueMs);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
    private void send(String topic, int partition, WordSequence words, long index, long dueMs) {
        producer.send(
                new ProducerRecord<>(
                        topic, partition, dueMs, words.wordAt(index), Long.toString(index)),
                this::stored);
    }

    private void stored(RecordMetadata place, Exception reasonIfNot) {
        if (reasonIfNot != null) {
            failure.compareAndSet(null, reasonIfNot);
        }
    }
}
