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

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.charset.StandardCharsets;

/** Reads numbers of records, which were due when they were fed. */
final class FedRecords
        implements KafkaRecordDeserializationSchema<Tuple4<String, Long, Long, byte[]>> {

    private static final long serialVersionUID = 1L;

    private final KeyedRecords records;

    FedRecords(KeyedRecords records) {
        this.records = records;
    }

    @Override
    public void deserialize(
            ConsumerRecord<byte[], byte[]> record,
            Collector<Tuple4<String, Long, Long, byte[]>> out) {
        long index = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8));
        out.collect(records.record(index, record.timestamp()));
    }

    @Override
    public TypeInformation<Tuple4<String, Long, Long, byte[]>> getProducedType() {
        return KeyedRecords.TYPE;
    }
}
