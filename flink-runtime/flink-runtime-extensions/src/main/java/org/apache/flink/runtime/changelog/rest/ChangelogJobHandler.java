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

import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.rest.handler.AbstractRestHandler;
import org.apache.flink.runtime.rest.handler.HandlerRequest;
import org.apache.flink.runtime.rest.handler.RestHandlerException;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobIDPathParameter;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.webmonitor.RestfulGateway;

import java.util.concurrent.CompletableFuture;

/** Answers for a job. Any thread. */
@SuppressWarnings("try") // that close() may be interrupted is declared by Flink
final class ChangelogJobHandler
        extends AbstractRestHandler<
                RestfulGateway, EmptyRequestBody, ChangelogJobInfo, JobMessageParameters> {

    private final AccountLookup lookup;

    ChangelogJobHandler(RestEnvironment environment, AccountLookup lookup) {
        super(
                environment.leader(),
                environment.timeout(),
                environment.responseHeaders(),
                new ChangelogJobHeaders());
        this.lookup = lookup;
    }

    @Override
    protected CompletableFuture<ChangelogJobInfo> handleRequest(
            HandlerRequest<EmptyRequestBody> request, RestfulGateway gateway)
            throws RestHandlerException {
        ChangelogAccounts accounts =
                lookup.accounts(request.getPathParameter(JobIDPathParameter.class));
        return CompletableFuture.completedFuture(
                ChangelogJobInfo.of(AccountLookup.latest(accounts), accounts.nowMs()));
    }
}
