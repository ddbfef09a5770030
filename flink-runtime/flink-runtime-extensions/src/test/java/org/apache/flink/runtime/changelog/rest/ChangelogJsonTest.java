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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.changelog.ChangelogJob;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.FailureCount;
import org.apache.flink.runtime.changelog.accounting.ChangelogAccounts;
import org.apache.flink.runtime.changelog.accounting.JobAccount;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.rest.handler.RestHandlerException;
import org.apache.flink.runtime.rest.util.RestMapperUtils;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.util.clock.ManualClock;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.apache.flink.runtime.changelog.TestCheckpoints.changelog;
import static org.apache.flink.runtime.changelog.TestCheckpoints.operator;
import static org.apache.flink.runtime.changelog.TestCheckpoints.subtask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangelogJsonTest {

    private static final String JOB_JSON =
            "{'checkpoint':{'id':4,'trigger_timestamp':400},"
                    + "'sizes':{'materialized_bytes':8,'log_bytes':7,'incremental_bytes':14,"
                    + "'handles':{'materialized':2,'log':3},'space_amplification':0.875},"
                    + "'recovery':{'predicted_replay_time_ms':0,"
                    + "'oldest_materialization_age_ms':600},"
                    + "'vertices':[{'id':'00000000000000010000000000000002','name':'sums',"
                    + "'sizes':{'materialized_bytes':8,'log_bytes':7,'incremental_bytes':14,"
                    + "'handles':{'materialized':2,'log':3},'space_amplification':0.875}}]}";

    private static final String VERTEX_JSON =
            "{'checkpoint':{'id':4,'trigger_timestamp':400},'name':'sums',"
                    + "'sizes':{'materialized_bytes':8,'log_bytes':7,'incremental_bytes':14,"
                    + "'handles':{'materialized':2,'log':3},'space_amplification':0.875},"
                    + "'operators':[{'id':'00000000000000030000000000000004',"
                    + "'sizes':{'materialized_bytes':8,'log_bytes':7,'incremental_bytes':14,"
                    + "'handles':{'materialized':2,'log':3},'space_amplification':0.875},"
                    + "'subtasks':[{'subtask':0,"
                    + "'sizes':{'materialized_bytes':8,'log_bytes':6,'incremental_bytes':7,"
                    + "'handles':{'materialized':2,'log':2},'space_amplification':0.75},"
                    + "'materialization_id':9,'materialization_age_ms':600,"
                    + "'predicted_replay_time_ms':0},"
                    + "{'subtask':1,"
                    + "'sizes':{'materialized_bytes':0,'log_bytes':1,'incremental_bytes':7,"
                    + "'handles':{'materialized':0,'log':1}},"
                    + "'materialization_age_ms':600,'predicted_replay_time_ms':0}]}]}";

    private final ObjectMapper mapper = RestMapperUtils.getStrictObjectMapper();
    private final JobID jobId = new JobID();
    private final OperatorID operatorId = new OperatorID(3, 4);
    private final ChangelogJob job =
            new ChangelogJob(
                    jobId,
                    "job",
                    List.of(
                            new ChangelogJob.Vertex(
                                    new JobVertexID(1, 2), "sums", List.of(operatorId))));
    private final ChangelogAccounts accounts =
            ChangelogAccounts.of(
                    job, new Configuration(), new ManualClock(0), FailureCount.ofReports("test"));
    private final AccountLookup lookup =
            new AccountLookup(id -> id.equals(jobId) ? Optional.of(accounts) : Optional.empty());

    @Test
    void aJobIsSummedUpByVertex() throws Exception {
        String json = mapper.writeValueAsString(ChangelogJobInfo.of(account(), 1000));

        assertSame(json, JOB_JSON);
    }

    @Test
    void aVertexIsListedByOperatorAndSubtask() throws Exception {
        JobAccount account = account();
        String json =
                mapper.writeValueAsString(
                        ChangelogVertexInfo.of(account, account.vertices().get(0), 1000));

        assertSame(json, VERTEX_JSON);
    }

    @Test
    void flinksClientReadsWhatWasWritten() throws Exception {
        String job = JOB_JSON.replace('\'', '"');
        String vertex = VERTEX_JSON.replace('\'', '"');

        assertSame(mapper.writeValueAsString(mapper.readValue(job, ChangelogJobInfo.class)), job);
        assertSame(
                mapper.writeValueAsString(mapper.readValue(vertex, ChangelogVertexInfo.class)),
                vertex);
    }

    @Test
    void aJobThatDoesNotRunHereIsNotFound() {
        JobID other = new JobID();

        assertThatThrownBy(() -> lookup.accounts(other))
                .isInstanceOf(RestHandlerException.class)
                .hasMessageContaining(other.toString())
                .extracting(e -> ((RestHandlerException) e).getHttpResponseStatus().code())
                .isEqualTo(404);
    }

    @Test
    void aJobWithoutACheckpointSaysSo() throws Exception {
        ChangelogAccounts found = lookup.accounts(jobId);

        assertThatThrownBy(() -> AccountLookup.latest(found))
                .isInstanceOf(RestHandlerException.class)
                .hasMessageContaining("has not completed a checkpoint yet");
    }

    private JobAccount account() {
        accounts.completed(
                new CheckpointFacts(
                        4,
                        400,
                        List.of(
                                operator(
                                        operatorId,
                                        subtask(changelog(9, new long[] {8}, new long[] {4, 2})),
                                        subtask(changelog(0, new long[0], new long[] {1}))))));
        return accounts.latest().orElseThrow();
    }

    private void assertSame(String json, String expected) throws Exception {
        assertThat(mapper.readTree(json)).isEqualTo(mapper.readTree(expected.replace('\'', '"')));
    }
}
