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
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonCreator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonProperty;

/** As JSON: of which checkpoint an account is. Immutable. */
final class CheckpointInfo {

    private final long id;
    private final long triggerTimestampMs;

    @JsonCreator
    CheckpointInfo(
            @JsonProperty("id") long id,
            @JsonProperty("trigger_timestamp") long triggerTimestampMs) {
        this.id = id;
        this.triggerTimestampMs = triggerTimestampMs;
    }

    static CheckpointInfo of(JobAccount account) {
        return new CheckpointInfo(account.checkpointId(), account.triggerTimestampMs());
    }

    @JsonProperty("id")
    long id() {
        return id;
    }

    @JsonProperty("trigger_timestamp")
    long triggerTimestampMs() {
        return triggerTimestampMs;
    }
}
