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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.views.ChangelogStorageViews;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.io.IOException;
import java.lang.reflect.Method;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

/**
 * Keeps one view of a restored log for each kind of storage, not one for each job.
 *
 * <p>What the method loads and keeps for the job becomes a {@link ChangelogStorageViews}, from
 * which the view of the asked kind is taken when it returns.
 */
final class StorageViewsByKindPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.state.TaskExecutorStateChangelogStoragesManager",
                    "stateChangelogStorageViewForJob",
                    "(Lorg/apache/flink/api/common/JobID;"
                            + "Lorg/apache/flink/configuration/Configuration;"
                            + "Lorg/apache/flink/runtime/state/changelog/ChangelogStateHandle;)"
                            + "Lorg/apache/flink/runtime/state/changelog/StateChangelogStorageView;",
                    "99ffbb0189ad136cdd4fb65f150310579d226adb6c0e031193e53f55232cf731",
                    "b2654b2c98b6fa6c5a62eeb65c163b424c9afe2116e8750deb17e0ffd8d305b6");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "a checkpoint may refer to logs of several storages, and each must be read by its"
                + " own";
    }

    @Override
    public String upstreamReference() {
        return "the comment in the method, which expects only one kind of storage";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(
                        MemberSubstitution.strict()
                                .method(
                                        isDeclaredBy(StateChangelogStorageLoader.class)
                                                .and(named("loadFromStateHandle")))
                                .replaceWith(open())
                                .on(method))
                .visit(
                        Advice.withCustomMapping()
                                .with(new Advice.AssignReturned.Factory())
                                .to(SelectAtEnd.class)
                                .on(method));
    }

    private static Method open() {
        try {
            return ChangelogStorageViews.class.getMethod(
                    "open", Configuration.class, ChangelogStateHandle.class);
        } catch (NoSuchMethodException e) {
            throw new LinkageError("what the patch calls is missing", e);
        }
    }

    /** Its body is copied to where the target returns; what it returns is returned instead. */
    private static final class SelectAtEnd {

        @Advice.OnMethodExit
        @Advice.AssignReturned.ToReturned
        static StateChangelogStorageView<?> exit(
                @Advice.Return StateChangelogStorageView<?> kept,
                @Advice.Argument(2) ChangelogStateHandle handle)
                throws IOException {
            return ChangelogStorageViews.select(kept, handle);
        }
    }
}
