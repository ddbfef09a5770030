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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.changelog.rest.ChangelogRest;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.webmonitor.RestfulGateway;
import org.apache.flink.runtime.webmonitor.retriever.GatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;

import io.flinkgic.runtime.patcher.engine.PatchTarget;
import io.flinkgic.runtime.patcher.engine.RuntimePatch;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

import java.util.List;
import java.util.Map;

/**
 * Adds the REST resources of the changelog to Flink's.
 *
 * <p>Flink's own extension point, {@code WebMonitorExtension}, is for the web submission of jars
 * alone. A call is added at the end of the method that makes the handlers.
 */
final class ChangelogRestPatch implements RuntimePatch {

    private static final PatchTarget TARGET =
            new PatchTarget(
                    "org.apache.flink.runtime.webmonitor.WebMonitorEndpoint",
                    "initializeHandlers",
                    "(Ljava/util/concurrent/CompletableFuture;)Ljava/util/List;",
                    "cfd4f9178afff1a916081b845ed65679cb526ebba322be86b6f3aa6799e37725",
                    "c4e42d048e33772c65630fef231ee4be5825e64909ff3748a2122d1d7104538c");

    @Override
    public PatchTarget target() {
        return TARGET;
    }

    @Override
    public String reason() {
        return "operators and tools must be able to ask for the changelog of a"
                + " job where they ask for its checkpoints";
    }

    @Override
    public String upstreamReference() {
        return "none: Flink has no REST resource for the changelog, nor a way to add one";
    }

    @Override
    public DynamicType.Builder<?> change(
            DynamicType.Builder<?> builder, ElementMatcher<? super MethodDescription> method) {
        return builder.visit(Advice.to(AddAtEnd.class).on(method));
    }

    /** Its body is copied to where the target returns. */
    private static final class AddAtEnd {

        @Advice.OnMethodExit
        static void exit(
                @Advice.Return
                        List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> handlers,
                @Advice.FieldValue("leaderRetriever")
                        GatewayRetriever<? extends RestfulGateway> leader,
                @Advice.FieldValue("restConfiguration") RestHandlerConfiguration configuration,
                @Advice.FieldValue("responseHeaders") Map<String, String> responseHeaders) {
            ChangelogRest.addTo(handlers, leader, configuration, responseHeaders);
        }
    }
}
