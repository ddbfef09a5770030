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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.ownership.SegmentOwnership;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does the I/O of one attempt, step by step as the scheduler says. Runs on one uploader thread at a
 * time; the scheduler's lock hands it from one run to the next.
 */
final class UploadSession implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(UploadSession.class);

    private final UploadScheduler scheduler;
    private final SegmentStore store;
    private final SegmentOwnership ownership;
    private final UploadAttempt attempt;

    /** What is written so far; owned. */
    private Optional<PendingBatch> pending = Optional.empty();

    private final List<SegmentUpload> appended = new ArrayList<>();

    UploadSession(
            UploadScheduler scheduler,
            SegmentStore store,
            SegmentOwnership ownership,
            UploadAttempt attempt) {
        this.scheduler = scheduler;
        this.store = store;
        this.ownership = ownership;
        this.attempt = attempt;
    }

    @Override
    public void run() {
        boolean over = true;
        try {
            over = work();
        } catch (Throwable t) {
            scheduler.failed(attempt, t);
        } finally {
            if (over) {
                end();
            }
        }
    }

    /** Called instead of {@link #run} if no thread could be had. */
    void die(Throwable cause) {
        try {
            scheduler.failed(attempt, cause);
        } finally {
            end();
        }
    }

    /**
     * @return false if it rests; then another thread may run it already
     */
    private boolean work() throws IOException {
        while (true) {
            UploadAttempt.Step step = scheduler.nextStep(attempt);
            switch (step.kind()) {
                case REST:
                    return false;
                case DROP:
                    return true;
                case COMMIT:
                    commit();
                    return true;
                default:
                    advance(step);
            }
        }
    }

    private void advance(UploadAttempt.Step step) throws IOException {
        if (step.segment().isPresent()) {
            SegmentUpload segment = step.segment().get();
            batch().append(segment.segment());
            appended.add(segment);
        } else {
            pending = Optional.of(store.begin());
        }
    }

    private void commit() throws IOException {
        StoredBatch stored = batch().commit();
        boolean wins = false;
        try {
            wins = scheduler.stored(attempt, stored, List.copyOf(appended));
        } finally {
            if (!wins) {
                ownership.discard(stored);
            }
        }
    }

    private PendingBatch batch() {
        return pending.orElseThrow(() -> new IllegalStateException("the batch was not begun"));
    }

    /**
     * Drops the batch if it was not committed. Whoever waits has been told before: this may fail or
     * hang without harm.
     */
    private void end() {
        try {
            if (pending.isPresent()) {
                pending.get().close();
            }
        } catch (Throwable t) {
            LOG.debug("An upload that did not succeed is dropped later.", t);
            ownership.discard(pending.get());
        } finally {
            pending = Optional.empty();
            scheduler.ended(attempt);
        }
    }
}
