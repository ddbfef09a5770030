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
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.time.Duration;

/** Lets a JobManager wait for deletions when it stops, as long as Flink waits for its executor. */
final class DeletionsAtShutdownPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.jobmaster.JobManagerSharedServices",
                    "shutdown",
                    "()V",
                    "56ae43ca0bdf03e927295a4f8169934d3fa411b1e2cb49178e8f85b2d0e5ecf5",
                    "b503edec986766b7d7082a9737d9a4de0fc2fa5108992734f3cd44fbff525443");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "shared state that is being deleted when a JobManager stops must not stay for ever:"
                + " Flink stops its executor only when what was given to it has been done";
    }

    @Override
    public String upstreamReference() {
        return "none: follows from the other patches of deletions";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(WaitAtEnd.class).on(method));
    }

    /**
     * Its body is copied to the end of the target: what still ran on Flink's executor may have
     * given something to delete.
     */
    private static final class WaitAtEnd {

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(@Advice.FieldValue("SHUTDOWN_TIMEOUT") Duration atMost) {
            DeletionHooks.stopped(atMost);
        }
    }
}
