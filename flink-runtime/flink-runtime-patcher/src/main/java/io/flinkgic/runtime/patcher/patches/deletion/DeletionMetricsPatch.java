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
import org.apache.flink.runtime.metrics.groups.JobManagerJobMetricGroup;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.util.concurrent.Executor;

/**
 * Adds the metrics of a job's deletions to those of the job.
 *
 * <p>The method at whose end this is called has the job's executor and its metric group at hand.
 */
final class DeletionMetricsPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory",
                    "createAndRestoreExecutionGraph",
                    "(Lorg/apache/flink/runtime/jobgraph/JobGraph;"
                            + "Lorg/apache/flink/runtime/checkpoint/CompletedCheckpointStore;"
                            + "Lorg/apache/flink/runtime/checkpoint/CheckpointsCleaner;"
                            + "Lorg/apache/flink/runtime/checkpoint/CheckpointIDCounter;"
                            + "Lorg/apache/flink/runtime/deployment/TaskDeploymentDescriptorFactory"
                            + "$PartitionLocationConstraint;"
                            + "J"
                            + "Lorg/apache/flink/runtime/executiongraph/VertexAttemptNumberStore;"
                            + "Lorg/apache/flink/runtime/scheduler/VertexParallelismStore;"
                            + "Lorg/apache/flink/runtime/executiongraph/"
                            + "ExecutionStateUpdateListener;"
                            + "Lorg/apache/flink/runtime/executiongraph/"
                            + "MarkPartitionFinishedStrategy;"
                            + "Lorg/slf4j/Logger;)Lorg/apache/flink/runtime/executiongraph/ExecutionGraph;",
                    "058fcca5dcc561ae6388f57f551c2775ffe2b9bdd2f546a1ab16b8f8654cacd9",
                    "6979db93327a3ae51bcda386d0ef9d41bdb094b5d43fc8640c3d6a3eff76d938");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "how far deletions are behind must be seen before they hold up triggers";
    }

    @Override
    public String upstreamReference() {
        return "none: Flink does not say how many deletions wait";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(TellAtEnd.class).on(method));
    }

    /** Its body is copied to where the target returns. */
    private static final class TellAtEnd {

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("ioExecutor") Executor executor,
                @Advice.FieldValue("jobManagerJobMetricGroup") JobManagerJobMetricGroup metrics) {
            DeletionHooks.created(executor, metrics);
        }
    }
}
