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
package org.apache.flink.changelog.testkit.simulation;

import org.apache.flink.changelog.segment.SealedSegment;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;
import org.apache.flink.changelog.testkit.InMemorySegmentStore;
import org.apache.flink.changelog.testkit.scheduler.SeededScheduler;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/**
 * The store as one TaskManager sees it. Before and after each step anything else may happen. When
 * the TaskManager crashes, nothing more reaches the medium, except that a commit which was on its
 * way may still land.
 */
final class TaskManagerStore implements SegmentStore {

    private final SegmentStore store;
    private final SeededScheduler scheduler;
    private final Random random;
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<String> notDeleted = new LinkedHashSet<>();
    private int open;
    private boolean crashed;

    TaskManagerStore(SegmentStore store, SeededScheduler scheduler, Random random) {
        this.store = store;
        this.scheduler = scheduler;
        this.random = random;
    }

    void crash() {
        crashed = true;
    }

    /** The names of all batches that this TaskManager has stored, deleted ones included. */
    Set<String> written() {
        return written;
    }

    /** Batches that were begun and not closed; those of a crashed TaskManager concern nobody. */
    int openBatches() {
        return crashed ? 0 : open;
    }

    /** The names of all batches whose deletion was tried, and is not known to have succeeded. */
    Set<String> notDeleted() {
        return notDeleted;
    }

    @Override
    public PendingBatch begin() throws IOException {
        before();
        PendingBatch batch = store.begin();
        after();
        open++;
        return new Batch(batch);
    }

    @Override
    public void delete(StoredBatch batch) throws IOException {
        String name = InMemorySegmentStore.nameOf(batch.handle());
        notDeleted.add(name);
        before();
        store.delete(batch);
        notDeleted.remove(name);
        after();
    }

    @Override
    public void close() {
        // the medium is everybody's
    }

    private void before() throws IOException {
        scheduler.pause();
        if (crashed) {
            throw new IOException("the TaskManager has crashed before");
        }
    }

    private void after() throws IOException {
        scheduler.pause();
        if (crashed) {
            throw new IOException("the TaskManager has crashed since");
        }
    }

    private final class Batch implements PendingBatch {

        private final PendingBatch batch;
        private boolean closed;

        Batch(PendingBatch batch) {
            this.batch = batch;
        }

        @Override
        public void append(SealedSegment segment) throws IOException {
            before();
            batch.append(segment);
            after();
        }

        @Override
        public StoredBatch commit() throws IOException {
            scheduler.pause();
            if (crashed && random.nextBoolean()) {
                throw new IOException("the TaskManager has crashed, and the commit is lost");
            }
            StoredBatch stored = batch.commit();
            written.add(InMemorySegmentStore.nameOf(stored.handle()));
            after();
            return stored;
        }

        @Override
        public void close() throws IOException {
            scheduler.pause();
            open -= closed ? 0 : 1;
            closed = true;
            batch.close();
            scheduler.pause();
        }
    }
}
