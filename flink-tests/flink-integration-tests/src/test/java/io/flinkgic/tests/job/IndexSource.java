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
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;

import java.util.concurrent.CountDownLatch;

/**
 * Emits the indexes of a range, each with its own value as event time, then either idles until it
 * is cancelled, or asks for a dump of every key and ends as soon as the test allows it. A key's
 * records all come from one subtask, so their order is fixed. Resumes where the checkpoint was, at
 * the same parallelism.
 */
@SuppressWarnings("deprecation") // the checkpoint lock makes position and output one step
final class IndexSource extends RichParallelSourceFunction<Long> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final long toExclusive;
    private final boolean last;
    private final String observerId;
    private final CancelSignal cancelled = new CancelSignal();
    private long next;
    private transient ListState<Long> position;

    IndexSource(long fromInclusive, long toExclusive, boolean last, String observerId) {
        this.next = fromInclusive;
        this.toExclusive = toExclusive;
        this.last = last;
        this.observerId = observerId;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        position =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("position", Types.LONG));
        for (long restored : position.get()) {
            next = restored;
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        position.clear();
        position.add(next);
    }

    @Override
    public void run(SourceContext<Long> context) throws Exception {
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        while (!cancelled.isSet() && next < toExclusive) {
            synchronized (context.getCheckpointLock()) {
                if (StateKindsJob.keyOf(next) % parallelism == subtask) {
                    context.collectWithTimestamp(next, next);
                }
                next++;
            }
            if (next % 50 == 0) {
                cancelled.await(5);
            }
            while (!cancelled.isSet() && Observer.of(observerId).isHeldAt(next)) {
                cancelled.await(5);
            }
        }
        while (!cancelled.isSet() && !(last && Observer.of(observerId).isEndAllowed())) {
            cancelled.await(5);
        }
        if (!cancelled.isSet()) {
            synchronized (context.getCheckpointLock()) {
                for (int key = subtask; key < StateKindsJob.KEYS; key += parallelism) {
                    context.collectWithTimestamp(-key - 1L, toExclusive + key * 1000L);
                }
            }
        }
    }

    @Override
    public void cancel() {
        cancelled.set();
    }

    /** Survives serialization, which a latch alone does not. */
    private static final class CancelSignal implements java.io.Serializable {
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
            boolean unused = latch().await(timeoutMs, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }
}
