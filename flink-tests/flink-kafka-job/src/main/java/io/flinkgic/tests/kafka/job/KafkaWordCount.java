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
package io.flinkgic.tests.kafka.job;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.utils.ParameterTool;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import io.flinkgic.examples.RunningCount;
import org.apache.kafka.clients.producer.ProducerConfig;

import java.time.Duration;

/**
 * Counts the words of a topic and writes each new count into another one, as a row that is
 * committed with the checkpoint that contains it.
 *
 * <pre>
 * --bootstrap-servers HOST:PORT
 * --input-topic NAME    keys are words, values their numbers in the sequence
 * --output-topic NAME   values are rows, see CountRow
 * </pre>
 *
 * <p>Checkpointing, state backend and restarts come from the cluster's configuration.
 */
public final class KafkaWordCount {

    private static final String NAME = "KafkaWordCount";
    private static final int MAX_PARALLELISM = 128;

    /**
     * After so long the broker aborts what is not committed. Rows are lost if that is less than it
     * takes from the end of a transaction until its checkpoint is complete, a restart included; no
     * restart takes minutes here. The connector's own default, an hour, is more than brokers allow
     * by theirs, {@code transaction.max.timeout.ms}, of 15 minutes.
     */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

    private KafkaWordCount() {}

    /** Submits the job and, unless it is submitted detached, waits for its end. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, ParameterTool.fromArgs(args));
        env.execute(NAME);
    }

    private static void define(StreamExecutionEnvironment env, ParameterTool options) {
        env.setMaxParallelism(MAX_PARALLELISM);
        env.fromSource(source(options), WatermarkStrategy.noWatermarks(), "words")
                .uid("words")
                .keyBy(occurrence -> occurrence.f1)
                .process(new RunningCount())
                .returns(Types.STRING)
                .name("count")
                .uid("count")
                .sinkTo(sink(options))
                .name("committed-rows")
                .uid("committed-rows");
    }

    private static KafkaSource<Tuple2<Long, String>> source(ParameterTool options) {
        return KafkaSource.<Tuple2<Long, String>>builder()
                .setBootstrapServers(options.getRequired("bootstrap-servers"))
                .setTopics(options.getRequired("input-topic"))
                .setGroupId(NAME)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new NumberedWords())
                .build();
    }

    private static KafkaSink<String> sink(ParameterTool options) {
        String topic = options.getRequired("output-topic");
        return KafkaSink.<String>builder()
                .setBootstrapServers(options.getRequired("bootstrap-servers"))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                // The same after each restart, by which open transactions of before are found and
                // aborted; another one for each job that writes with the same broker.
                .setTransactionalIdPrefix(NAME + "-" + topic)
                .setProperty(
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Long.toString(TRANSACTION_TIMEOUT.toMillis()))
                .setRecordSerializer(
                        KafkaRecordSerializationSchema.builder()
                                .setTopic(topic)
                                .setValueSerializationSchema(new SimpleStringSchema())
                                .build())
                .build();
    }
}
