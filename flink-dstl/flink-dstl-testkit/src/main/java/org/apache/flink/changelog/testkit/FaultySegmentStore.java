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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A store whose steps go wrong as planned, and so do reads of what it has stored. Its handles are
 * wrapped, so that what is kept can differ from what was written on any medium. Thread-safe.
 */
public final class FaultySegmentStore implements SegmentStore {

    private final SegmentStore store;
    private final FaultPlan plan;

    /**
     * @param store takes ownership
     */
    public FaultySegmentStore(SegmentStore store, FaultPlan plan) {
        this.store = store;
        this.plan = plan;
    }

    @Override
    public void prepare() throws IOException {
        store.prepare();
    }

    @Override
    public PendingBatch begin() throws IOException {
        plan.pass(FaultPlan.Step.BEGIN);
        return new FaultyBatch(store.begin());
    }

    @Override
    public void delete(StoredBatch batch) throws IOException {
        plan.pass(FaultPlan.Step.DELETE);
        store.delete(withHandles(batch, handle -> ((FaultyHandle) handle).sound()));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private static StoredBatch withHandles(
            StoredBatch batch, UnaryOperator<StreamStateHandle> handles) {
        return new StoredBatch(
                () -> handles.apply(batch.handle()), batch.segments(), batch.sizeBytes());
    }

    private final class FaultyBatch implements PendingBatch {

        private final PendingBatch batch;

        FaultyBatch(PendingBatch batch) {
            this.batch = batch;
        }

        @Override
        public void append(SealedSegment segment) throws IOException {
            plan.pass(FaultPlan.Step.APPEND);
            batch.append(segment);
        }

        @Override
        public StoredBatch commit() throws IOException {
            UnaryOperator<byte[]> damage = plan.pass(FaultPlan.Step.COMMIT);
            StoredBatch stored = batch.commit();
            try {
                plan.pass(FaultPlan.Step.COMMIT_ANSWER);
            } catch (IOException e) {
                store.delete(stored); // as close() after a failed commit has to
                throw e;
            }
            return withHandles(stored, handle -> new FaultyHandle(handle, damage, plan));
        }

        @Override
        public void close() throws IOException {
            try {
                plan.pass(FaultPlan.Step.CLOSE);
            } finally {
                batch.close();
            }
        }
    }
}
