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

import org.apache.flink.runtime.checkpoint.Checkpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A checkpoint that is deleted again if that fails, and after whose first deletion, failed or not,
 * something else is done. Immutable.
 */
final class RetriedCheckpoint implements Checkpoint {

    private static final Logger LOG = LoggerFactory.getLogger(RetriedCheckpoint.class);

    private final Checkpoint checkpoint;
    private final Supplier<ExclusiveStates> states;
    private final Optional<FailedDeletions> failures;
    private final Runnable afterwards;

    /**
     * @param states of the checkpoint, asked for just before it is deleted
     * @param failures empty if it is not deleted again
     */
    RetriedCheckpoint(
            Checkpoint checkpoint,
            Supplier<ExclusiveStates> states,
            Optional<FailedDeletions> failures,
            Runnable afterwards) {
        this.checkpoint = checkpoint;
        this.states = states;
        this.failures = failures;
        this.afterwards = afterwards;
    }

    @Override
    public long getCheckpointID() {
        return checkpoint.getCheckpointID();
    }

    @Override
    public DiscardObject markAsDiscarded() {
        return new Deletion(checkpoint.markAsDiscarded());
    }

    private final class Deletion implements DiscardObject {

        private final DiscardObject deletion;

        Deletion(DiscardObject deletion) {
            this.deletion = deletion;
        }

        @Override
        public void discard() throws Exception {
            ExclusiveStates before = exclusive();
            boolean deleted = false;
            try {
                deletion.discard();
                deleted = true;
            } finally {
                ended(deleted, before);
            }
        }

        @Override
        public CompletableFuture<Void> discardAsync(Executor executor) {
            ExclusiveStates before = exclusive();
            return deletion.discardAsync(executor)
                    .whenComplete((ignored, failure) -> ended(failure == null, before));
        }

        private ExclusiveStates exclusive() {
            try {
                return failures.isPresent() ? states.get() : ExclusiveStates.NONE;
            } catch (RuntimeException e) {
                LOG.warn(
                        "The states of checkpoint {} are not deleted again if that fails.",
                        getCheckpointID(),
                        e);
                return ExclusiveStates.NONE;
            }
        }

        private void ended(boolean deleted, ExclusiveStates before) {
            if (deleted) {
                failures.ifPresent(FailedDeletions::succeeded);
            } else {
                failures.ifPresent(all -> all.failed(getCheckpointID(), before, deletion));
            }
            afterwards.run();
        }
    }
}
