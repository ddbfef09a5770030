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

import org.apache.flink.runtime.changelog.accounting.JobAccount;
import org.apache.flink.runtime.changelog.accounting.OperatorAccount;
import org.apache.flink.runtime.changelog.accounting.SubtaskAccount;
import org.apache.flink.runtime.changelog.accounting.VertexAccount;
import org.apache.flink.runtime.rest.messages.ResponseBody;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonCreator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonProperty;

import javax.annotation.Nullable;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The changelog of a vertex as JSON, by operator and subtask. Immutable. */
final class ChangelogVertexInfo implements ResponseBody {

    private final CheckpointInfo checkpoint;
    private final String name;
    private final SizesInfo sizes;
    private final List<OperatorInfo> operators;

    @JsonCreator
    ChangelogVertexInfo(
            @JsonProperty("checkpoint") CheckpointInfo checkpoint,
            @JsonProperty("name") String name,
            @JsonProperty("sizes") SizesInfo sizes,
            @JsonProperty("operators") List<OperatorInfo> operators) {
        this.checkpoint = checkpoint;
        this.name = name;
        this.sizes = sizes;
        this.operators = List.copyOf(operators);
    }

    static ChangelogVertexInfo of(JobAccount job, VertexAccount vertex, long nowMs) {
        return new ChangelogVertexInfo(
                CheckpointInfo.of(job),
                vertex.vertex().name(),
                SizesInfo.of(vertex.sizes()),
                vertex.operators().stream()
                        .map(operator -> OperatorInfo.of(operator, nowMs))
                        .collect(Collectors.toList()));
    }

    @JsonProperty("checkpoint")
    CheckpointInfo checkpoint() {
        return checkpoint;
    }

    @JsonProperty("name")
    String name() {
        return name;
    }

    @JsonProperty("sizes")
    SizesInfo sizes() {
        return sizes;
    }

    @JsonProperty("operators")
    List<OperatorInfo> operators() {
        return operators;
    }

    /** One of the operators that are chained in the vertex. Immutable. */
    static final class OperatorInfo {

        private final String id;
        private final SizesInfo sizes;
        private final List<SubtaskInfo> subtasks;

        @JsonCreator
        OperatorInfo(
                @JsonProperty("id") String id,
                @JsonProperty("sizes") SizesInfo sizes,
                @JsonProperty("subtasks") List<SubtaskInfo> subtasks) {
            this.id = id;
            this.sizes = sizes;
            this.subtasks = List.copyOf(subtasks);
        }

        static OperatorInfo of(OperatorAccount operator, long nowMs) {
            return new OperatorInfo(
                    operator.operatorId().toHexString(),
                    SizesInfo.of(operator.sizes()),
                    operator.subtasks().stream()
                            .map(subtask -> SubtaskInfo.of(subtask, nowMs))
                            .collect(Collectors.toList()));
        }

        @JsonProperty("id")
        String id() {
            return id;
        }

        @JsonProperty("sizes")
        SizesInfo sizes() {
            return sizes;
        }

        @JsonProperty("subtasks")
        List<SubtaskInfo> subtasks() {
            return subtasks;
        }
    }

    /** One subtask of an operator. Immutable. */
    static final class SubtaskInfo {

        private final int subtask;
        private final SizesInfo sizes;
        private final OptionalLong materializationId;
        private final long materializationAgeMs;
        private final long predictedReplayTimeMs;

        @JsonCreator
        SubtaskInfo(
                @JsonProperty("subtask") int subtask,
                @JsonProperty("sizes") SizesInfo sizes,
                @Nullable @JsonProperty("materialization_id") Long materializationId,
                @JsonProperty("materialization_age_ms") long materializationAgeMs,
                @JsonProperty("predicted_replay_time_ms") long predictedReplayTimeMs) {
            this.subtask = subtask;
            this.sizes = sizes;
            this.materializationId =
                    materializationId == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(materializationId);
            this.materializationAgeMs = materializationAgeMs;
            this.predictedReplayTimeMs = predictedReplayTimeMs;
        }

        static SubtaskInfo of(SubtaskAccount account, long nowMs) {
            return new SubtaskInfo(
                    account.subtask(),
                    SizesInfo.of(account.sizes()),
                    account.materializationId().isPresent()
                            ? account.materializationId().getAsLong()
                            : null,
                    Math.max(0, nowMs - account.materializedSinceMs()),
                    account.sizes().predictedReplayTimeMs());
        }

        @JsonProperty("subtask")
        int subtask() {
            return subtask;
        }

        @JsonProperty("sizes")
        SizesInfo sizes() {
            return sizes;
        }

        /** Left out if nothing is materialized. */
        @Nullable
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @JsonProperty("materialization_id")
        Long materializationId() {
            return materializationId.isPresent() ? materializationId.getAsLong() : null;
        }

        @JsonProperty("materialization_age_ms")
        long materializationAgeMs() {
            return materializationAgeMs;
        }

        @JsonProperty("predicted_replay_time_ms")
        long predictedReplayTimeMs() {
            return predictedReplayTimeMs;
        }
    }
}
