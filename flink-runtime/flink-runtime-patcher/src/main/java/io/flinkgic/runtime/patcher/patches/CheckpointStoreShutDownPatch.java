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

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.changelog.attach.CheckpointHooks;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/** Tells the janitor of a job, and its deletions, that the job has ended for good. */
final class CheckpointStoreShutDownPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.AbstractCompleteCheckpointStore",
                    "shutdown",
                    "(Lorg/apache/flink/api/common/JobStatus;"
                            + "Lorg/apache/flink/runtime/checkpoint/CheckpointsCleaner;)V",
                    "5724fa8ab29e3a591090bd93ba327470d08a72a128661e3d1d3bdfc60390b8ae",
                    "c8d2cdc9b6e23611068c211bcd8be23edc0c68e33b50f1c8cf0f9b8ce505e0a7");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "files that nobody needs must not outlive their job: this is the only call at its"
                + " end that tells whether it was for good, and all stores of checkpoints make it"
                + " before they discard anything";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-23139, FLINK-24852: the JobManager does not know which files of a changelog"
                + " are needed";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(TellFirst.class).on(method));
    }

    /** Its body is copied to where the target begins. */
    private static final class TellFirst {

        @Advice.OnMethodEnter
        static void enter(
                @Advice.This CompletedCheckpointStore self, @Advice.Argument(0) JobStatus status) {
            CheckpointHooks.ended(self, status);
            DeletionHooks.ended(self, status);
        }
    }
}
