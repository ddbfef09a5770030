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

/**
 * Checkpoints that wait to be deleted hold up no trigger while there is memory for them.
 *
 * <p>Nobody asks the target for its number but the decision about a trigger.
 */
final class DeletionsAndTriggersPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.checkpoint.CheckpointsCleaner",
                    "getNumberOfCheckpointsToClean",
                    "()I",
                    "a7272897774d959d9cc968c4bb7fd8a6262b4571450a8229d49752da2009af18",
                    "8d692e430a8f555eba9833c5cd5be0b88fd4a1d0455a23e07ed9c221ea9a2601");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "no checkpoint may wait for the deletion of earlier ones, unless so many deletions"
                + " wait that memory is at stake";
    }

    @Override
    public String upstreamReference() {
        return "FLINK-17073: no trigger while more checkpoints are to be deleted than may be"
                + " pending, so that the JobManager does not run out of memory";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(ChangeAtEnd.class).on(method));
    }

    /** Its body is copied to where the target returns. */
    private static final class ChangeAtEnd {

        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // the target returns it
        static void exit(@Advice.Return(readOnly = false) int toDelete) {
            toDelete = DeletionHooks.seenByTriggers(toDelete);
        }
    }
}
