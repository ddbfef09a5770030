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

import org.apache.flink.runtime.checkpoint.CheckpointStoreUtil;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStore;
import org.apache.flink.runtime.checkpoint.deletion.DeletionHooks;
import org.apache.flink.runtime.persistence.StateHandleStore;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A subsumed checkpoint stays in the store that outlives the JobManager until its deletion was
 * tried. The target is what is done with each that is subsumed; the rest of it is done here.
 */
final class EntriesOfSubsumedCheckpointsPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStore",
                    "lambda$addCheckpointAndSubsumeOldestOne$0",
                    "(Lorg/apache/flink/runtime/checkpoint/CheckpointsCleaner;"
                            + "Lorg/apache/flink/runtime/checkpoint/CompletedCheckpoint;)V",
                    "b26ba5ecae04cc9d09b7364d15ddbe427a3a8095244a04b25a5f912d5a9563ab",
                    "86bfd9d37b1da398f4e57513d1efe7e947127bbfa1143a3bafd1d38c3744b721");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "a checkpoint that a JobManager was to delete when it was killed must not stay for"
                + " ever: the next one has to know of it; nor may its entry be removed on the path"
                + " of the checkpoint that follows";
    }

    @Override
    public String upstreamReference() {
        return "none: Flink removes the entry of a checkpoint before it deletes the checkpoint";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(Instead.class).on(method));
    }

    /** Its body is copied to the beginning of the target, which else removes the entry at once. */
    private static final class Instead {

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.This CompletedCheckpointStore self,
                @Advice.FieldValue("checkpointStateHandleStore") StateHandleStore<?, ?> handles,
                @Advice.FieldValue("completedCheckpointStoreUtil") CheckpointStoreUtil names,
                @Advice.Argument(0) CheckpointsCleaner cleaner,
                @Advice.Argument(1) CompletedCheckpoint checkpoint) {
            boolean later = DeletionHooks.subsumed(self, handles, names, checkpoint);
            if (later) {
                cleaner.addSubsumedCheckpoint(checkpoint);
            }
            return later;
        }
    }
}
