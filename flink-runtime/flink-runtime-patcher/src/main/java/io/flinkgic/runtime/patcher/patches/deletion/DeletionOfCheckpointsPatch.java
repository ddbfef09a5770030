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
package io.flinkgic.runtime.patcher.patches.deletion;

import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.util.concurrent.Executor;

/**
 * Checkpoints are deleted on threads of their own: those that were subsumed, aborted, not stored,
 * or end with their job. All go through one method, in which the executor is exchanged; and the
 * checkpoint, for one whose deletion is tried again if it fails, and whose entry in the store that
 * outlives the JobManager goes afterwards.
 */
final class DeletionOfCheckpointsPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointsCleaner",
                    "cleanCheckpoint",
                    "(Lorg/apache/flink/runtime/checkpoint/Checkpoint;"
                            + "ZLjava/lang/Runnable;Ljava/util/concurrent/Executor;)V",
                    "b2c57cb4bcabbb2b6b36b18ded6552d9b6ea19075cba44f2c7233631f03dab89",
                    "8d692e430a8f555eba9833c5cd5be0b88fd4a1d0455a23e07ed9c221ea9a2601");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "deleting a checkpoint must not delay acknowledgements and triggers, which use the"
                + " same few threads; and one whose deletion failed must not stay for ever";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-26590, FLINK-33090: checkpoints are deleted on the executor that completes"
                + " the next ones";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(ExchangeAtBeginning.class).on(method));
    }

    /** Its body is copied to the beginning of the target. */
    private static final class ExchangeAtBeginning {

        @Advice.OnMethodEnter
        @SuppressWarnings("UnusedVariable") // the target uses it
        static void enter(
                @Advice.Argument(value = 0, readOnly = false) Checkpoint checkpoint,
                @Advice.Argument(1) boolean shouldDiscard,
                @Advice.Argument(value = 3, readOnly = false) Executor executor,
                @Advice.FieldValue("parallelMode") boolean parallel) {
            if (shouldDiscard) {
                Checkpoint retried = DeletionHooks.retried(executor, checkpoint);
                executor = DeletionHooks.forCheckpoint(executor, checkpoint, parallel);
                checkpoint = retried;
            } else {
                DeletionHooks.kept(executor, checkpoint);
            }
        }
    }
}
