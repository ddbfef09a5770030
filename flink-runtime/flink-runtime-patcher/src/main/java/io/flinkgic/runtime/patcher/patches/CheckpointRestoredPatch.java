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

import org.apache.flink.runtime.changelog.attach.CheckpointHooks;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/** Tells the changelog coordinator that a job, or a region of it, continues from a checkpoint. */
final class CheckpointRestoredPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "restoreLatestCheckpointedStateInternal",
                    "(Ljava/util/Set;"
                            + "Lorg/apache/flink/runtime/checkpoint/CheckpointCoordinator$Operato"
                            + "rCoordinatorRestoreBehavior;ZZZ)Ljava/util/OptionalLong;",
                    "c6870ab2d673f6e9cc1f18f73a6866af66b7d191ec10d50ac38a4a20809c7cfc",
                    "54632a25651c1d51af0e3c4542fd91e79544bb4cf8a3a22defb81b0cc90f7d37");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "the JobManager must know what checkpoints say about the"
                + " changelog: files of a checkpoint that the job does not own"
                + " must be left alone";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-23139, FLINK-24852: the JobManager does not know which files of a changelog"
                + " are needed";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(TellAtEnd.class).on(method));
    }

    /** Its body is copied to where the target returns. */
    private static final class TellAtEnd {

        @Advice.OnMethodExit
        static void exit(@Advice.This CheckpointCoordinator self) {
            CheckpointHooks.restored(self);
        }
    }
}
