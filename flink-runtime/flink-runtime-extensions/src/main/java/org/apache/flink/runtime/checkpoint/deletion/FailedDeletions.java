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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.runtime.checkpoint.Checkpoint.DiscardObject;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.clock.Clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The checkpoints of a job whose deletion failed. Flink forgets them; then their metadata stays for
 * ever, and for the janitor it is that of a checkpoint which somebody may restore. So they are
 * deleted again as soon as another checkpoint of the job could be: the store is back. One that
 * fails then, too, waits for more of these, ten seconds at first and then twice as long each time:
 * a store that refuses only some of what it is asked is to be asked for less.
 *
 * <p>Those of a job that ends, or of a JobManager that does, are not: nobody is left to try.
 * Thread-safe.
 */
final class FailedDeletions {

    private static final Logger LOG = LoggerFactory.getLogger(FailedDeletions.class);

    private static final int MAX_ATTEMPTS = 10;
    private static final long FIRST_DELAY_MS = 10_000;

    /** An hour of checkpoints every second, each a few objects without its states. */
    private static final int MAX_KEPT = 3_600;

    /** Of all of them; one of RocksDB names its files. */
    private static final int MAX_STATES = 10_000;

    private final Executor executor;
    private final Clock clock;

    @GuardedBy("this")
    private final Queue<Failed> failed = new ArrayDeque<>();

    /** Of {@link #failed}. */
    @GuardedBy("this")
    private int states;

    /**
     * @param executor on which they are tried again
     */
    FailedDeletions(Executor executor, Clock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /** A checkpoint could not be deleted, or not all of it. */
    void failed(long checkpointId, ExclusiveStates exclusive, DiscardObject deletion) {
        keep(new Failed(checkpointId, exclusive, deletion, 1, clock.relativeTimeMillis()));
    }

    /** A checkpoint was deleted. */
    void succeeded() {
        List<Failed> again = new ArrayList<>();
        long nowMs = clock.relativeTimeMillis();
        synchronized (this) {
            // what waits must not take the room of those that fail for the first time
            boolean crowded = failed.size() > MAX_KEPT / 2 || states > MAX_STATES / 2;
            failed.stream().filter(each -> crowded || each.dueMs <= nowMs).forEach(again::add);
            failed.removeIf(each -> crowded || each.dueMs <= nowMs);
            states = failed.stream().mapToInt(each -> each.exclusive.size()).sum();
        }
        again.forEach(each -> executor.execute(() -> retry(each)));
    }

    private void retry(Failed again) {
        try {
            again.delete();
            LOG.info("Deleted checkpoint {}, which had failed before.", again.checkpointId);
        } catch (Exception e) {
            if (again.attempts + 1 >= MAX_ATTEMPTS) {
                LOG.warn(
                        "Checkpoint {} could not be deleted in {} attempts; what is left of it"
                                + " stays.",
                        again.checkpointId,
                        MAX_ATTEMPTS,
                        e);
            } else {
                LOG.debug("Checkpoint {} could not be deleted again.", again.checkpointId, e);
                keep(again.next(clock.relativeTimeMillis()));
            }
        }
    }

    private synchronized void keep(Failed one) {
        boolean tooMany = states + one.exclusive.size() > MAX_STATES;
        Failed kept = tooMany ? one.withoutStates() : one;
        failed.add(kept);
        states += kept.exclusive.size();
        if (failed.size() > MAX_KEPT) {
            Failed forgotten = failed.remove();
            states -= forgotten.exclusive.size();
            LOG.warn(
                    "Checkpoint {} could not be deleted, as {} others; what is left of it stays.",
                    forgotten.checkpointId,
                    MAX_KEPT);
        }
    }

    /** One of them. Immutable. */
    private static final class Failed {

        private final long checkpointId;
        private final ExclusiveStates exclusive;
        private final DiscardObject deletion;
        private final int attempts;
        private final long dueMs;

        Failed(
                long checkpointId,
                ExclusiveStates exclusive,
                DiscardObject deletion,
                int attempts,
                long dueMs) {
            this.checkpointId = checkpointId;
            this.exclusive = exclusive;
            this.deletion = deletion;
            this.attempts = attempts;
            this.dueMs = dueMs;
        }

        Failed next(long nowMs) {
            long delayMs = FIRST_DELAY_MS << (attempts - 1);
            return new Failed(checkpointId, exclusive, deletion, attempts + 1, nowMs + delayMs);
        }

        /** Its metadata can be deleted all the same. */
        Failed withoutStates() {
            return new Failed(checkpointId, ExclusiveStates.NONE, deletion, attempts, dueMs);
        }

        void delete() throws Exception {
            Exception failure = null;
            try {
                exclusive.delete();
            } catch (Exception e) {
                failure = e;
            }
            try {
                deletion.discard(); // also the folder, which has to be empty
            } catch (Exception e) {
                failure = ExceptionUtils.firstOrSuppressed(e, failure);
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
