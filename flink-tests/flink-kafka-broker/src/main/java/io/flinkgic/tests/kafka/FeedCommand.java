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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Feeds a topic until the standard input ends, and then says how much that was. */
@Command(
        name = "feed",
        description =
                "Writes numbered random words into a topic until the standard input ends; then"
                        + " writes into a file how many each partition got.")
final class FeedCommand implements Callable<Integer> {

    private static final int END_LIMIT_SECONDS = 60;

    /** Records that wait take several times as much memory as their bytes: this bounds them. */
    private static final long UNSENT_BYTES = 4L << 20;

    @Mixin private TopicOptions topic;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--keys", required = true)
    private int keys;

    @Option(names = "--word-bytes", required = true)
    private int wordBytes;

    @Option(
            names = "--at-once",
            defaultValue = "0",
            description = "Records of each partition before the rate begins.")
    private long atOnce;

    @Option(names = "--rate", required = true, description = "Records per second.")
    private int rate;

    @Option(
            names = "--result",
            required = true,
            description = "The file; is there only after success.")
    private Path result;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        AtomicBoolean stopped = new AtomicBoolean();
        Lifeline.watch(System.in, () -> endSoon(stopped));
        long fed;
        try (KafkaProducer<String, String> producer = producer()) {
            fed =
                    new Feeder(producer, Clock.systemUTC(), Thread::sleep)
                            .feed(
                                    topic.topic(),
                                    new SeededWords(seed, keys, wordBytes),
                                    SplitRanges.unbounded(topic.partitions()),
                                    atOnce,
                                    rate,
                                    stopped::get);
        }
        for (Map.Entry<TopicPartition, Long> end : Ends.of(topic).entrySet()) {
            if (end.getValue() != fed) {
                throw new IOException(
                        String.format(
                                "%s was fed %d records and has %d",
                                end.getKey(), fed, end.getValue()));
            }
        }
        Path unfinished = result.resolveSibling(result.getFileName() + ".unfinished");
        Files.writeString(unfinished, fed + "\n");
        Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
        return 0;
    }

    /** If the broker is gone, too, there is nobody to whom the rest could be given. */
    private static void endSoon(AtomicBoolean stopped) {
        stopped.set(true);
        try {
            new CountDownLatch(1).await(END_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // nobody interrupts it; it ends at once then
        }
        Runtime.getRuntime().halt(1);
    }

    private KafkaProducer<String, String> producer() {
        Map<String, Object> settings = topic.client();
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, UNSENT_BYTES);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
}
