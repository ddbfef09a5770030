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

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

import io.flinkgic.examples.replay.SessionRow;
import io.flinkgic.examples.replay.SessionRow.Memory;
import io.flinkgic.examples.replay.SessionRow.Session;

import java.time.Duration;

/**
 * Remembers each key's sessions in two states with a time to live, and emits a {@link SessionRow}
 * for each.
 *
 * <p>Flink counts a time to live by the clock of the machine, so what a state says depends on when
 * it is asked. Yet it can be judged:
 *
 * <ul>
 *   <li>One state lives for a day, which no run lasts: it must know of all sessions of its key.
 *   <li>The other lives shortly. When it was written and read is noted with a moment before and one
 *       after, so that a row bounds its age from both sides. Where both bounds are on one side of
 *       the time to live it must be there, or must not; in between, which is a few milliseconds,
 *       both are right. What it says if it is there is certain always.
 * </ul>
 *
 * <p>That holds while all clocks agree, as on one machine, and none is set back; it is not shown
 * when an expired value is deleted, only that nobody sees it.
 */
final class SessionMemory
        extends KeyedProcessFunction<Long, Tuple5<Long, Long, Long, Long, Long>, String> {

    private static final long serialVersionUID = 1L;

    private static final Duration LONG_LIFE = Duration.ofDays(1);

    private final Duration shortLife;

    /** Visits, their digest, and from when to when the other state was written. */
    private transient ValueState<Tuple4<Long, Long, Long, Long>> longLived;

    /** The latest visit. */
    private transient ValueState<Long> shortLived;

    SessionMemory(Duration shortLife) {
        this.shortLife = shortLife;
    }

    @Override
    public void open(OpenContext context) {
        ValueStateDescriptor<Tuple4<Long, Long, Long, Long>> longDescriptor =
                new ValueStateDescriptor<>(
                        "long-lived", Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG));
        longDescriptor.enableTimeToLive(StateTtlConfig.newBuilder(LONG_LIFE).build());
        longLived = getRuntimeContext().getState(longDescriptor);
        ValueStateDescriptor<Long> shortDescriptor =
                new ValueStateDescriptor<>("short-lived", Types.LONG);
        shortDescriptor.enableTimeToLive(StateTtlConfig.newBuilder(shortLife).build());
        shortLived = getRuntimeContext().getState(shortDescriptor);
    }

    @Override
    public void processElement(
            Tuple5<Long, Long, Long, Long, Long> sum, Context context, Collector<String> out)
            throws Exception {
        Session session = new Session(sum.f0, sum.f1, sum.f2, sum.f3, sum.f4);
        Tuple4<Long, Long, Long, Long> before = longLived.value();
        long readFromMs = context.timerService().currentProcessingTime();
        Long recalled = shortLived.value();
        long readToMs = context.timerService().currentProcessingTime();
        Memory memory =
                before == null
                        ? new Memory(1, session.digest(0), numberOrZero(recalled), 0, 0)
                        : new Memory(
                                before.f0 + 1,
                                session.digest(before.f1),
                                numberOrZero(recalled),
                                readFromMs - before.f3,
                                readToMs - before.f2);
        long writtenFromMs = context.timerService().currentProcessingTime();
        shortLived.update(memory.visit());
        long writtenToMs = context.timerService().currentProcessingTime();
        longLived.update(Tuple4.of(memory.visit(), memory.digest(), writtenFromMs, writtenToMs));
        out.collect(new SessionRow(session, memory).format());
    }

    private static long numberOrZero(Long number) {
        return number == null ? 0 : number;
    }
}
