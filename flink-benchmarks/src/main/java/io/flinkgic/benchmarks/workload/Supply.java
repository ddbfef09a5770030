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
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

import java.io.Serializable;

/** Where records come from. Immutable. */
@FunctionalInterface
interface Supply extends Serializable {

    /** The source makes them when they are due. */
    Supply GENERATED =
            (workload, records) ->
                    new DataGeneratorSource<>(records, Long.MAX_VALUE, KeyedRecords.TYPE);

    Source<Tuple4<String, Long, Long, byte[]>, ?, ?> source(
            Workload workload, KeyedRecords records);
}
