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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

class ChangelogRestTest {

    @Test
    void anEndpointGetsTwoResources() {
        List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> handlers = new ArrayList<>();

        addTo(handlers);

        assertThat(handlers)
                .extracting(handler -> handler.f0.getTargetRestEndpointURL())
                .containsExactly("/jobs/:jobid/changelog", "/jobs/:jobid/changelog/:vertexid");
    }

    @Test
    void anEndpointThatTakesNoHandlerStartsAllTheSame() {
        addTo(List.of());
    }

    private static void addTo(List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> all) {
        ChangelogRest.addTo(
                all,
                CompletableFuture::new,
                RestHandlerConfiguration.fromConfiguration(new Configuration()),
                Map.of());
    }
}
