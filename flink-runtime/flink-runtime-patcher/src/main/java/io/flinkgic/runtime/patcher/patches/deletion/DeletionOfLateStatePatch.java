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

import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

/** What was acknowledged too late, or twice, is deleted on threads of their own. */
final class DeletionOfLateStatePatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
                    "discardSubtaskState",
                    "(Lorg/apache/flink/api/common/JobID;"
                            + "Lorg/apache/flink/runtime/executiongraph/ExecutionAttemptID;J"
                            + "Lorg/apache/flink/runtime/checkpoint/TaskStateSnapshot;)V",
                    "d636510f23bfbdcfaca6073ca0ba0bd6972e96e5e0d716e95f107f817366ba60",
                    "54632a25651c1d51af0e3c4542fd91e79544bb4cf8a3a22defb81b0cc90f7d37");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "deleting what was acknowledged for a checkpoint that has expired must not delay"
                + " the acknowledgements of the next one, which use the same few threads";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-26590: state is deleted on the executor that completes checkpoints";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(
                MemberSubstitution.strict()
                        .method(named("execute").and(isDeclaredBy(Executor.class)))
                        .replaceWith(execute())
                        .on(method));
    }

    private static Method execute() {
        try {
            return DeletionHooks.class.getMethod("execute", Executor.class, Runnable.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
