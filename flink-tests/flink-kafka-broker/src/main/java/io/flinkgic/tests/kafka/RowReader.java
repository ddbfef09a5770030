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

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the committed rows of a topic from its beginning.
 *
 * <p>It gives up when it gets no further for a while: at a transaction that is open, for example,
 * behind which nothing can be read. For one thread.
 */
final class RowReader {

    private static final Duration POLL = Duration.ofMillis(200);

    /** What becomes of the rows. */
    interface Rows {
        void add(String row) throws IOException;
    }

    private final Consumer<byte[], String> consumer;
    private final Clock clock;
    private final Duration patience;

    private long rows;
    private long furtherAtMs;

    /**
     * @param consumer must read what is committed only
     * @param patience how long it waits for the next row
     */
    RowReader(Consumer<byte[], String> consumer, Clock clock, Duration patience) {
        this.consumer = consumer;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Waits until there are so many rows, or until no more come.
     *
     * @return how many there are
     */
    long await(long wanted, Collection<TopicPartition> partitions) throws IOException {
        begin(partitions);
        while (rows < wanted && isPatient()) {
            poll(row -> {});
        }
        return rows;
    }

    /**
     * Reads all rows.
     *
     * @param ends where the partitions end, whether that can be read or not
     * @return how many there are
     * @throws IOException if a partition cannot be read to its end
     */
    long readAll(Map<TopicPartition, Long> ends, Rows target) throws IOException {
        begin(ends.keySet());
        Map<TopicPartition, Long> unread = unread(ends);
        while (!unread.isEmpty()) {
            if (!isPatient()) {
                throw new IOException(
                        "cannot be read to their ends, a transaction may be open: " + unread);
            }
            poll(target);
            unread = unread(ends);
        }
        return rows;
    }

    private void begin(Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        rows = 0;
        furtherAtMs = clock.millis();
    }

    private boolean isPatient() {
        return clock.millis() - furtherAtMs < patience.toMillis();
    }

    private void poll(Rows target) throws IOException {
        for (ConsumerRecord<byte[], String> record : consumer.poll(POLL)) {
            target.add(record.value());
            rows++;
            furtherAtMs = clock.millis();
        }
    }

    /** Those that are not read to their end, and how many offsets that is before it. */
    private Map<TopicPartition, Long> unread(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> unread =
                new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
        ends.forEach(
                (partition, end) -> {
                    long left = end - consumer.position(partition);
                    if (left > 0) {
                        unread.put(partition, left);
                    }
                });
        return unread;
    }
}
