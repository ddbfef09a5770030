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
package io.flinkgic.examples;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.WindowSequence;

/** Emits one {@link WindowRow} for a window, from all its records, which were buffered in state. */
final class WindowSummary
        extends ProcessWindowFunction<Tuple3<Long, Long, byte[]>, String, Long, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private final WindowSequence sequence;

    WindowSummary(WindowSequence sequence) {
        this.sequence = sequence;
    }

    @Override
    public void process(
            Long key,
            Context context,
            Iterable<Tuple3<Long, Long, byte[]>> records,
            Collector<String> out) {
        long number = 0;
        long fingerprint = 0;
        for (Tuple3<Long, Long, byte[]> record : records) {
            number++;
            fingerprint += sequence.fingerprintAt(record.f1);
        }
        out.collect(new WindowRow(context.window().getStart(), key, number, fingerprint).format());
    }
}
