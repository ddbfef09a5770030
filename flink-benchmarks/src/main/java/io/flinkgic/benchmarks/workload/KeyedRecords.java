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

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.InterruptedIOException;
import java.util.SplittableRandom;

/**
 * Makes records {@code (key, number, due time, payload)} when they are due. Each run of as many
 * numbers as there are keys has every key once, in another order than the numbers have: the n-th
 * occurrence of a key is known by its number.
 */
final class KeyedRecords implements GeneratorFunction<Long, Tuple4<String, Long, Long, byte[]>> {

    static final int PAYLOAD_BYTES = 100;
    static final int SHORTEST_KEY = 8;

    static final TypeInformation<Tuple4<String, Long, Long, byte[]>> TYPE =
            Types.TUPLE(
                    Types.STRING,
                    Types.LONG,
                    Types.LONG,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    static final KeySelector<Tuple4<String, Long, Long, byte[]>, String> KEY = record -> record.f0;

    private static final long serialVersionUID = 1L;

    /** A prime that is larger than any number of keys. */
    private static final long STRIDE = 2_654_435_761L;

    /** Of six bits each. */
    private static final int CHARS_OF_A_LONG = 10;

    private final Workload workload;

    private KeyedRecords(Workload workload) {
        this.workload = workload;
    }

    /** One source, whose records are in order. */
    static SingleOutputStreamOperator<Tuple4<String, Long, Long, byte[]>> in(
            StreamExecutionEnvironment environment, Workload workload) {
        return environment
                .fromSource(
                        workload.supply().source(workload, new KeyedRecords(workload)),
                        watermarks(workload),
                        "records",
                        TYPE)
                .setParallelism(1);
    }

    @Override
    public Tuple4<String, Long, Long, byte[]> map(Long index) throws InterruptedIOException {
        return record(index, JobProbe.IN_THIS_PROCESS.schedule().awaitDue(workload, index));
    }

    Tuple4<String, Long, Long, byte[]> record(long index, long dueMs) {
        byte[] payload =
                new byte[workload.kind() == Workload.Kind.SLIDING_WINDOW ? PAYLOAD_BYTES : 0];
        new SplittableRandom(index).nextBytes(payload);
        return Tuple4.of(key(index), index, dueMs, payload);
    }

    /** What follows a key's number is random, so that nobody can compress it. */
    private String key(long index) {
        long number = (index % workload.keys()) * STRIDE % workload.keys();
        SplittableRandom random = new SplittableRandom(number);
        StringBuilder key = new StringBuilder(Math.max(SHORTEST_KEY, workload.keyBytes()));
        key.append(Long.toHexString(number | (1L << (4 * (SHORTEST_KEY - 1)))));
        while (key.length() < workload.keyBytes()) {
            long bits = random.nextLong();
            for (int at = 0; at < CHARS_OF_A_LONG && key.length() < workload.keyBytes(); at++) {
                key.append((char) (' ' + (bits & 0x3F)));
                bits >>>= 6;
            }
        }
        return key.toString();
    }

    private static WatermarkStrategy<Tuple4<String, Long, Long, byte[]>> watermarks(
            Workload workload) {
        if (workload.kind() == Workload.Kind.WORD_COUNT) {
            return WatermarkStrategy.noWatermarks();
        }
        return WatermarkStrategy.<Tuple4<String, Long, Long, byte[]>>forMonotonousTimestamps()
                .withTimestampAssigner((record, ignored) -> workload.eventMs(record.f1));
    }
}
