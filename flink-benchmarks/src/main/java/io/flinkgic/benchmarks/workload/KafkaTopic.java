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

import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** A topic of one partition, fed with the numbers of records when these are due. Immutable. */
final class KafkaTopic implements Supply {

    private static final long serialVersionUID = 1L;

    private final String bootstrapServers;
    private final String name;

    KafkaTopic(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
    }

    @Override
    public Source<Tuple4<String, Long, Long, byte[]>, ?, ?> source(
            Workload workload, KeyedRecords records) {
        return KafkaSource.<Tuple4<String, Long, Long, byte[]>>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(name)
                .setGroupId("experiment")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new FedRecords(records))
                .build();
    }
}
