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
import org.apache.flink.runtime.changelog.accounting.VertexAccount;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.rest.messages.ResponseBody;
import org.apache.flink.runtime.rest.messages.json.JobVertexIDDeserializer;
import org.apache.flink.runtime.rest.messages.json.JobVertexIDSerializer;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonCreator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonProperty;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.annotation.JsonSerialize;

import java.util.List;
import java.util.stream.Collectors;

/** The changelog of a job as JSON, summed up by vertex. Immutable. */
final class ChangelogJobInfo implements ResponseBody {

    private final CheckpointInfo checkpoint;
    private final SizesInfo sizes;
    private final RecoveryInfo recovery;
    private final List<VertexInfo> vertices;

    @JsonCreator
    ChangelogJobInfo(
            @JsonProperty("checkpoint") CheckpointInfo checkpoint,
            @JsonProperty("sizes") SizesInfo sizes,
            @JsonProperty("recovery") RecoveryInfo recovery,
            @JsonProperty("vertices") List<VertexInfo> vertices) {
        this.checkpoint = checkpoint;
        this.sizes = sizes;
        this.recovery = recovery;
        this.vertices = List.copyOf(vertices);
    }

    static ChangelogJobInfo of(JobAccount account, long nowMs) {
        return new ChangelogJobInfo(
                CheckpointInfo.of(account),
                SizesInfo.of(account.sizes()),
                new RecoveryInfo(
                        account.predictedReplayTimeMs(), account.oldestMaterializationAgeMs(nowMs)),
                account.vertices().stream().map(VertexInfo::of).collect(Collectors.toList()));
    }

    @JsonProperty("checkpoint")
    CheckpointInfo checkpoint() {
        return checkpoint;
    }

    @JsonProperty("sizes")
    SizesInfo sizes() {
        return sizes;
    }

    @JsonProperty("recovery")
    RecoveryInfo recovery() {
        return recovery;
    }

    @JsonProperty("vertices")
    List<VertexInfo> vertices() {
        return vertices;
    }

    /** A task of the job, summed up. Immutable. */
    static final class VertexInfo {

        private final JobVertexID id;
        private final String name;
        private final SizesInfo sizes;

        @JsonCreator
        VertexInfo(
                @JsonDeserialize(using = JobVertexIDDeserializer.class) @JsonProperty("id")
                        JobVertexID id,
                @JsonProperty("name") String name,
                @JsonProperty("sizes") SizesInfo sizes) {
            this.id = id;
            this.name = name;
            this.sizes = sizes;
        }

        static VertexInfo of(VertexAccount account) {
            return new VertexInfo(
                    account.vertex().id(), account.vertex().name(), SizesInfo.of(account.sizes()));
        }

        @JsonSerialize(using = JobVertexIDSerializer.class)
        @JsonProperty("id")
        JobVertexID id() {
            return id;
        }

        @JsonProperty("name")
        String name() {
            return name;
        }

        @JsonProperty("sizes")
        SizesInfo sizes() {
            return sizes;
        }
    }
}
