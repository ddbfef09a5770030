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
import org.apache.flink.runtime.checkpoint.PendingCheckpoint;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/** Tells the changelog coordinator of a checkpoint before any task hears of it. */
final class CheckpointTriggeredPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "createPendingCheckpoint",
                    "(JLorg/apache/flink/runtime/checkpoint/CheckpointProperties;"
                            + "Lorg/apache/flink/runtime/checkpoint/CheckpointPlan;"
                            + "ZJLjava/util/concurrent/CompletableFuture;"
                            + "Ljava/util/concurrent/CompletableFuture;"
                            + ")Lorg/apache/flink/runtime/checkpoint/PendingCheckpoint;",
                    "2f82152ca6e5f8b92088dec6922f9e3ac671e61b91974e85e9247935250eb038",
                    "54632a25651c1d51af0e3c4542fd91e79544bb4cf8a3a22defb81b0cc90f7d37");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "the JobManager must know what checkpoints say about the"
                + " changelog: this is where a checkpoint begins";
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
        static void exit(
                @Advice.This CheckpointCoordinator self,
                @Advice.Return PendingCheckpoint checkpoint) {
            CheckpointHooks.triggered(self, checkpoint);
        }
    }
}
