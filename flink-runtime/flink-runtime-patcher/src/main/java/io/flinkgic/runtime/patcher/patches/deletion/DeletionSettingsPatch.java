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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/** Tells the deletions of a process their settings, where the I/O executor gets its own. */
final class DeletionSettingsPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.jobmaster.JobManagerSharedServices",
                    "fromConfiguration",
                    "(Lorg/apache/flink/configuration/Configuration;"
                            + "Lorg/apache/flink/runtime/blob/BlobServer;"
                            + "Lorg/apache/flink/runtime/rpc/FatalErrorHandler;"
                            + ")Lorg/apache/flink/runtime/jobmaster/JobManagerSharedServices;",
                    "5b2eb4353ca99ab7a6e846f6a60f22114446bd356dfb4ed0b35ab8201dbed118",
                    "b503edec986766b7d7082a9737d9a4de0fc2fa5108992734f3cd44fbff525443");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "how many deletions may be under way, and how many may wait, is configured";
    }

    @Override
    public String upstreamReference() {
        return "none: in Flink deletions have no executor, and so no settings";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(TellAtBeginning.class).on(method));
    }

    /** Its body is copied to the beginning of the target. */
    private static final class TellAtBeginning {

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Configuration cluster) {
            DeletionHooks.configured(cluster);
        }
    }
}
