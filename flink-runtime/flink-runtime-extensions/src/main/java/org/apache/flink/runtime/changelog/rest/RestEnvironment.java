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

import org.apache.flink.api.common.time.Time;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.webmonitor.RestfulGateway;
import org.apache.flink.runtime.webmonitor.retriever.GatewayRetriever;

import java.util.Map;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** What Flink's handlers are made with. Immutable. */
@SuppressWarnings("deprecation") // Flink's handlers want its own Time
final class RestEnvironment {

    private final GatewayRetriever<? extends RestfulGateway> leader;
    private final Time timeout;
    private final Map<String, String> responseHeaders;

    RestEnvironment(
            GatewayRetriever<? extends RestfulGateway> leader,
            RestHandlerConfiguration configuration,
            Map<String, String> responseHeaders) {
        this.leader = checkNotNull(leader);
        this.timeout = configuration.getTimeout();
        this.responseHeaders = checkNotNull(responseHeaders);
    }

    GatewayRetriever<? extends RestfulGateway> leader() {
        return leader;
    }

    Time timeout() {
        return timeout;
    }

    Map<String, String> responseHeaders() {
        return responseHeaders;
    }
}
