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
package org.apache.flink.runtime.checkpoint.finalization;

import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.util.concurrent.Executors;

import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** What the patched runtime calls, one method for each patch. */
public final class FinalizationHooks {

    /** Only coordinators that have something to finalize; each is guarded by its own lock. */
    private static final Map<CheckpointCoordinator, FinalizationQueue> QUEUES =
            new ConcurrentHashMap<>();

    private FinalizationHooks() {}

    /**
     * All tasks have acknowledged a checkpoint. Called under the lock.
     *
     * @param io the coordinator's executor; one that runs everything in its caller changes nothing
     * @param complete calls the patched method
     * @return whether the checkpoint is completed later, so that nothing is left to do
     */
    public static boolean later(
            CheckpointCoordinator coordinator,
            PendingCheckpoint checkpoint,
            Object lock,
            Executor io,
            MethodHandle complete) {
        if (checkpoint.getCheckpointStorageLocation() instanceof StoredMetadataLocation
                || io == Executors.directExecutor()) {
            return false;
        }
        return QUEUES.computeIfAbsent(
                        coordinator,
                        ignored ->
                                new FinalizationQueue(
                                        lock,
                                        io,
                                        new PatchedMethod(coordinator, complete),
                                        () -> QUEUES.remove(coordinator)))
                .add(checkpoint);
    }

    /** The patched method, which does what it did before the patch with what is stored. */
    private static final class PatchedMethod implements FinalizationQueue.Completion {

        private final CheckpointCoordinator coordinator;
        private final MethodHandle method;

        PatchedMethod(CheckpointCoordinator coordinator, MethodHandle method) {
            this.coordinator = coordinator;
            this.method = method;
        }

        @Override
        public void complete(PendingCheckpoint checkpoint) throws Exception {
            try {
                method.invokeExact(coordinator, checkpoint);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t); // there is no third kind
            }
        }

        /** Then Flink drops acknowledgements that come late. */
        @Override
        public boolean isOver() {
            return coordinator.isShutdown();
        }
    }
}
