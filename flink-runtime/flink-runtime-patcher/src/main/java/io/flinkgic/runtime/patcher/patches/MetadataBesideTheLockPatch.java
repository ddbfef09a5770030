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
package io.flinkgic.runtime.patcher.patches;

import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;
import org.apache.flink.runtime.checkpoint.finalization.FinalizationHooks;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.Executor;

/**
 * Stores the metadata of a checkpoint before the coordinator's lock is taken to complete it.
 *
 * <p>The target runs under the lock. The call at its beginning puts the checkpoint aside; when its
 * metadata is stored the target is called again, by its handle, and runs as it is.
 */
final class MetadataBesideTheLockPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "completePendingCheckpoint",
                    "(Lorg/apache/flink/runtime/checkpoint/PendingCheckpoint;)V",
                    "c87f2f124259e539f66deffdb333ddd5fbdafd6f6a8a81a4c0fb68072298ae16",
                    "54632a25651c1d51af0e3c4542fd91e79544bb4cf8a3a22defb81b0cc90f7d37");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "acknowledgements, triggers and failovers must not wait for the store that takes the"
                + " metadata of another checkpoint";
    }

    @Override
    public String upstreamReference() {
        return "none: Flink stores metadata under the lock of the checkpoint coordinator";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(PutAsideAtBeginning.class).on(method));
    }

    /** Its body is copied to the beginning of the target. */
    private static final class PutAsideAtBeginning {

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.This CheckpointCoordinator self,
                @Advice.Argument(0) PendingCheckpoint checkpoint,
                @Advice.FieldValue("lock") Object lock,
                @Advice.FieldValue("executor") Executor executor,
                @Advice.Origin MethodHandle target) {
            return FinalizationHooks.later(self, checkpoint, lock, executor, target);
        }
    }
}
