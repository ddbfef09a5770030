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

import org.apache.flink.runtime.state.changelog.spi.ChangelogBackendLookup;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Lets changelog backends plug in.
 *
 * <p>Stock loads one fixed class name by reflection and answers its absence with that name only.
 * The whole body is replaced by a call of {@link ChangelogBackendLookup#wrap}, which falls back to
 * the same name.
 */
final class ChangelogBackendAsServicePatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.state.StateBackendLoader",
                    "wrapStateBackend",
                    "(Lorg/apache/flink/runtime/state/StateBackend;Ljava/lang/ClassLoader;"
                            + "Ljava/lang/String;)Lorg/apache/flink/runtime/state/StateBackend;",
                    "f962aa8ac5953ecdbc7eec236ca002eaeb83ef7c348c4d8cfaea1fea1c7a0d97",
                    "42c3f595a21d081c064fbee2a5186b0c2aca0d034565d8486a4f6d0bdabc3999");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "other changelog backends must be able to plug in, and a missing one must be"
                + " answered with the option and the jar to add";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-21354, which introduced the fixed class name";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.method(method).intercept(MethodDelegation.to(ChangelogBackendLookup.class));
    }
}
