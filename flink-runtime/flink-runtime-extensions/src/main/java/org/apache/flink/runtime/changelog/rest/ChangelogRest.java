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
package org.apache.flink.runtime.changelog.rest;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.changelog.attach.CheckpointHooks;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.webmonitor.RestfulGateway;
import org.apache.flink.runtime.webmonitor.retriever.GatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;

/**
 * Adds the resources of the changelog to those of a starting REST endpoint.
 *
 * <p>They answer from the registry of the process: the JobMasters run in that of the leading
 * JobManager, beside its REST endpoint. A standby JobManager answers that it has no such job.
 */
public final class ChangelogRest {

    private static final Logger LOG = LoggerFactory.getLogger(ChangelogRest.class);

    private ChangelogRest() {}

    /**
     * What the patched endpoint calls when it has made its own handlers. Does not throw: the
     * endpoint of a cluster comes up, with or without these.
     *
     * @param handlers to which ours are added; the endpoint sorts them later
     */
    public static void addTo(
            List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> handlers,
            GatewayRetriever<? extends RestfulGateway> leader,
            RestHandlerConfiguration configuration,
            Map<String, String> responseHeaders) {
        try {
            handlers.addAll(make(leader, configuration, responseHeaders));
        } catch (Throwable t) {
            LOG.error("There are no REST resources of changelogs; all others are there.", t);
        }
    }

    private static List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> make(
            GatewayRetriever<? extends RestfulGateway> leader,
            RestHandlerConfiguration configuration,
            Map<String, String> responseHeaders) {
        RestEnvironment environment = new RestEnvironment(leader, configuration, responseHeaders);
        AccountLookup lookup =
                new AccountLookup(jobId -> CheckpointHooks.coordinators().accounts(jobId));
        ChangelogJobHandler job = new ChangelogJobHandler(environment, lookup);
        ChangelogVertexHandler vertex = new ChangelogVertexHandler(environment, lookup);
        return List.of(
                Tuple2.of(job.getMessageHeaders(), job),
                Tuple2.of(vertex.getMessageHeaders(), vertex));
    }
}
