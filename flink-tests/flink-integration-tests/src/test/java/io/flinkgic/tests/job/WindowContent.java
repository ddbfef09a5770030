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
package io.flinkgic.tests.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** For each window its key, and its bounds and content as text. */
final class WindowContent
        extends ProcessWindowFunction<Long, Tuple2<Integer, String>, Integer, TimeWindow> {
    private static final long serialVersionUID = 1L;

    static final TypeInformation<Tuple2<Integer, String>> TYPE =
            Types.TUPLE(Types.INT, Types.STRING);

    private final String kind;

    WindowContent(String kind) {
        this.kind = kind;
    }

    @Override
    public void process(
            Integer key,
            Context context,
            Iterable<Long> elements,
            Collector<Tuple2<Integer, String>> out) {
        long count = 0;
        long sum = 0;
        for (long element : elements) {
            count++;
            sum += element;
        }
        TimeWindow window = context.window();
        out.collect(
                Tuple2.of(
                        key,
                        String.format(
                                "%s[%d,%d) n=%d sum=%d",
                                kind, window.getStart(), window.getEnd(), count, sum)));
    }
}
