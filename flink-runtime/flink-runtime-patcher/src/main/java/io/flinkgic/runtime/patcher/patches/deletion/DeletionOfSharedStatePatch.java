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

/** State that no checkpoint shares any more is deleted on threads of their own. */
final class DeletionOfSharedStatePatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.state.SharedStateRegistryImpl",
                    "scheduleAsyncDelete",
                    "(Lorg/apache/flink/runtime/state/StreamStateHandle;)V",
                    "8f2272ff6509de22f4ef96c6347c69b87b8000bb281edf514ab6c033ac878bfc",
                    "a56f9928d9fe8d6050673975cec31189145cd30fa98bedc14a2651266fab6328");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "deleting shared state must not delay acknowledgements and triggers, which use the"
                + " same few threads";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-26590: shared state is deleted on the executor that completes checkpoints";
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
