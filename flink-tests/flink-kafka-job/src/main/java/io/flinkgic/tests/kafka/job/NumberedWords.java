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

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a word and its number in the sequence, both written as text. */
final class NumberedWords implements KafkaRecordDeserializationSchema<Tuple2<Long, String>> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<Long, String>> out)
            throws IOException {
        out.collect(Tuple2.of(number(record), new String(record.key(), StandardCharsets.UTF_8)));
    }

    @Override
    public TypeInformation<Tuple2<Long, String>> getProducedType() {
        return Types.TUPLE(Types.LONG, Types.STRING);
    }

    private static long number(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String number = new String(record.value(), StandardCharsets.UTF_8);
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw new IOException(
                    String.format(
                            "%s-%d, offset %d: not a number: %s",
                            record.topic(), record.partition(), record.offset(), number),
                    e);
        }
    }
}
