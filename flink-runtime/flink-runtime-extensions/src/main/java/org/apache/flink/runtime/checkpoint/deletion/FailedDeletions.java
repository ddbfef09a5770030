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
 * deleted again as soon as another checkpoint of the job could be: the store is back.
 *
 * <p>Those of a job that ends, or of a JobManager that does, are not: nobody is left to try.
 * Thread-safe.
 */
final class FailedDeletions {

    private static final Logger LOG = LoggerFactory.getLogger(FailedDeletions.class);

    private static final int MAX_ATTEMPTS = 10;

    /** An hour of checkpoints every second, each a few objects without its states. */
    private static final int MAX_KEPT = 3_600;

    /** Of all of them; one of RocksDB names its files. */
    private static final int MAX_STATES = 10_000;

    private final Executor executor;

    @GuardedBy("this")
    private final Queue<Failed> failed = new ArrayDeque<>();

    /** Of {@link #failed}. */
    @GuardedBy("this")
    private int states;

    /**
     * @param executor on which they are tried again
     */
    FailedDeletions(Executor executor) {
        this.executor = executor;
    }

    /** A checkpoint could not be deleted, or not all of it. */
    void failed(long checkpointId, ExclusiveStates exclusive, DiscardObject deletion) {
        keep(new Failed(checkpointId, exclusive, deletion, 1));
    }

    /** A checkpoint was deleted. */
    void succeeded() {
        List<Failed> again;
        synchronized (this) {
            again = new ArrayList<>(failed);
            failed.clear();
            states = 0;
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
                keep(again.next());
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

        Failed(long checkpointId, ExclusiveStates exclusive, DiscardObject deletion, int attempts) {
            this.checkpointId = checkpointId;
            this.exclusive = exclusive;
            this.deletion = deletion;
            this.attempts = attempts;
        }

        Failed next() {
            return new Failed(checkpointId, exclusive, deletion, attempts + 1);
        }

        /** Its metadata can be deleted all the same. */
        Failed withoutStates() {
            return new Failed(checkpointId, ExclusiveStates.NONE, deletion, attempts);
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
