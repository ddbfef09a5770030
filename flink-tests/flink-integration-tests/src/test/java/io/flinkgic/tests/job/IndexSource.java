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

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Emits the indexes of a range, each with its own value as event time. A key's records all come
 * from one subtask, so their order is fixed. Resumes where the checkpoint was, at any parallelism:
 * it remembers a position for each key.
 */
@SuppressWarnings("deprecation") // the checkpoint lock makes position and output one step
final class IndexSource extends RichParallelSourceFunction<Long> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    /** What happens when all indexes are emitted. */
    enum AtEnd {
        /** Waits to be cancelled. */
        IDLE,
        /** Waits until the test allows the end, then asks for a dump of every key. */
        DUMP,
        /** The first subtask ends at once, the others when the test allows it. */
        FINISH
    }

    private final IndexRange range;
    private final AtEnd atEnd;
    private final String observerId;
    private final CancelSignal cancelled = new CancelSignal();

    /** For each key that this subtask owns, the first index that it has not emitted. */
    private final TreeMap<Integer, Long> positions = new TreeMap<>();

    private long next;
    private transient ListState<Tuple2<Integer, Long>> stored;

    IndexSource(IndexRange range, AtEnd atEnd, String observerId) {
        this.range = range;
        this.atEnd = atEnd;
        this.observerId = observerId;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        stored =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "positions", Types.TUPLE(Types.INT, Types.LONG)));
        for (Tuple2<Integer, Long> position : stored.get()) {
            positions.put(position.f0, position.f1);
        }
        boolean finishedBefore = atEnd == AtEnd.FINISH && context.isRestored();
        if (positions.isEmpty() && !finishedBefore) {
            int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
            for (int key = subtask; key < StateKindsJob.KEYS; key += parallelism) {
                positions.put(key, range.fromInclusive());
            }
        }
        next = positions.values().stream().min(Long::compare).orElse(range.toExclusive());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        stored.clear();
        for (Map.Entry<Integer, Long> position : positions.entrySet()) {
            stored.add(Tuple2.of(position.getKey(), Math.max(position.getValue(), next)));
        }
    }

    @Override
    public void run(SourceContext<Long> context) throws Exception {
        Observer observer = Observer.of(observerId);
        while (!cancelled.isSet() && next < range.toExclusive()) {
            awaitLeaveToEmit(observer);
            if (cancelled.isSet()) {
                break;
            }
            synchronized (context.getCheckpointLock()) {
                int key = StateKindsJob.keyOf(next);
                Long from = positions.get(key);
                if (from != null && next >= from && range.hasKey(key)) {
                    observer.emitted(next);
                    context.collectWithTimestamp(next, next);
                }
                next++;
            }
            if (next % 50 == 0) {
                if (range.hasWatermarks()) {
                    synchronized (context.getCheckpointLock()) {
                        context.emitWatermark(new Watermark(next - 1));
                    }
                }
                cancelled.await(5);
            }
        }
        awaitLeaveToEmit(observer);
        end(context, observer);
    }

    private void awaitLeaveToEmit(Observer observer) throws InterruptedException {
        while (!cancelled.isSet() && observer.isHeldAt(next)) {
            observer.failIfAsked();
            cancelled.await(5);
        }
    }

    private void end(SourceContext<Long> context, Observer observer) throws Exception {
        if (atEnd == AtEnd.FINISH) {
            boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
            while (!cancelled.isSet() && !first && !observer.isFinishAllowed()) {
                cancelled.await(5);
            }
            return;
        }
        while (!cancelled.isSet() && !(atEnd == AtEnd.DUMP && observer.isEndAllowed())) {
            observer.failIfAsked();
            cancelled.await(5);
        }
        if (!cancelled.isSet()) {
            synchronized (context.getCheckpointLock()) {
                for (int key : positions.keySet()) {
                    context.collectWithTimestamp(-key - 1L, range.toExclusive() + key * 1000L);
                }
            }
            while (!cancelled.isSet() && !observer.hasClockLines()) {
                cancelled.await(5);
            }
        }
    }

    @Override
    public void cancel() {
        cancelled.set();
    }

    /** Survives serialization, which a latch alone does not. */
    private static final class CancelSignal implements Serializable {
        private static final long serialVersionUID = 1L;

        private transient CountDownLatch latch;

        private synchronized CountDownLatch latch() {
            if (latch == null) {
                latch = new CountDownLatch(1);
            }
            return latch;
        }

        void set() {
            latch().countDown();
        }

        boolean isSet() {
            return latch().getCount() == 0;
        }

        void await(long timeoutMs) throws InterruptedException {
            boolean unused = latch().await(timeoutMs, TimeUnit.MILLISECONDS);
        }
    }
}
