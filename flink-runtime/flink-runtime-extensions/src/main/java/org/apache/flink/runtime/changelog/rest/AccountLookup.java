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

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.changelog.accounting.JobAccount;
import org.apache.flink.runtime.rest.handler.RestHandlerException;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;

import java.util.Optional;
import java.util.function.Function;

/** Finds the account of a job, or says why there is none. Any thread. */
final class AccountLookup {

    private final Function<JobID, Optional<ChangelogAccounts>> jobs;

    AccountLookup(Function<JobID, Optional<ChangelogAccounts>> jobs) {
        this.jobs = jobs;
    }

    ChangelogAccounts accounts(JobID jobId) throws RestHandlerException {
        return jobs.apply(jobId)
                .orElseThrow(
                        () ->
                                notFound(
                                        "No job "
                                                + jobId
                                                + " with a changelog runs in this JobManager"));
    }

    static JobAccount latest(ChangelogAccounts accounts) throws RestHandlerException {
        return accounts.latest()
                .orElseThrow(
                        () ->
                                notFound(
                                        "Job "
                                                + accounts.job().id()
                                                + " has not completed a checkpoint yet"));
    }

    static RestHandlerException notFound(String message) {
        return new RestHandlerException(
                message, HttpResponseStatus.NOT_FOUND, RestHandlerException.LoggingBehavior.IGNORE);
    }
}
