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

/**
 * Tells the changelog coordinator of a checkpoint that will not be complete.
 *
 * <p>Whether it was aborted or could not be put into the store, this is where Flink tells the
 * tasks.
 */
final class CheckpointAbortedPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "sendAbortedMessages",
                    "(Ljava/util/List;JJ)V",
                    "cc918a38090375dd5cf384fa20d3cef0905bbfcf45187588cf53d9760a1138a2",
                    "54632a25651c1d51af0e3c4542fd91e79544bb4cf8a3a22defb81b0cc90f7d37");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "the JobManager must know what checkpoints say about the"
                + " changelog: what was acknowledged for an aborted checkpoint is"
                + " not needed";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-23139, FLINK-24852: the JobManager does not know which files of a changelog"
                + " are needed";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(TellAtBeginning.class).on(method));
    }

    /** Its body is copied to the beginning of the target. */
    private static final class TellAtBeginning {

        @Advice.OnMethodEnter
        static void enter(
                @Advice.This CheckpointCoordinator self, @Advice.Argument(1) long checkpointId) {
            CheckpointHooks.aborted(self, checkpointId);
        }
    }
}
