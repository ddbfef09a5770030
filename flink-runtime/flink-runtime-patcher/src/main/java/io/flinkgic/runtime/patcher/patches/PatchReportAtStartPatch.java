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

import org.apache.flink.runtime.patch.PatchReport;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import org.slf4j.Logger;

/**
 * Makes every process say at start what was patched.
 *
 * <p>JobManager, TaskManager and client all log their environment through the target; a call of
 * {@link PatchReport#log} is added at its end.
 */
final class PatchReportAtStartPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.util.EnvironmentInformation",
                    "logEnvironmentInfo",
                    "(Lorg/slf4j/Logger;Ljava/lang/String;[Ljava/lang/String;)V",
                    "8e0f0e27b07ffc34607e335d7aa72902a698d8fec80f6432e17d0216d4ec3db1",
                    "735dbadb7e19252393017245bc05f16f72949d0102aa8a13a2b29e443583ce42");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "whoever reads a log must see that the runtime is patched, and be warned when the"
                + " patches were made for another Flink";
    }

    @Override
    public String upstreamReference() {
        return "none: specific to a patched runtime";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(ReportAtEnd.class).on(method));
    }

    /** Its body is copied to where the target returns. */
    private static final class ReportAtEnd {

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Logger log) {
            PatchReport.log(log);
        }
    }
}
