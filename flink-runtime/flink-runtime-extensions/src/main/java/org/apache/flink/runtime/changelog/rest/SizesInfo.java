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

import org.apache.flink.runtime.changelog.accounting.ChangelogSizes;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonCreator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.annotation.JsonProperty;

import javax.annotation.Nullable;

import java.util.OptionalDouble;

/** {@link ChangelogSizes} as JSON. Immutable. */
final class SizesInfo {

    private final long materializedBytes;
    private final long logBytes;
    private final long incrementalBytes;
    private final HandlesInfo handles;
    private final OptionalDouble spaceAmplification;

    @JsonCreator
    SizesInfo(
            @JsonProperty("materialized_bytes") long materializedBytes,
            @JsonProperty("log_bytes") long logBytes,
            @JsonProperty("incremental_bytes") long incrementalBytes,
            @JsonProperty("handles") HandlesInfo handles,
            @Nullable @JsonProperty("space_amplification") Double spaceAmplification) {
        this.materializedBytes = materializedBytes;
        this.logBytes = logBytes;
        this.incrementalBytes = incrementalBytes;
        this.handles = handles;
        this.spaceAmplification =
                spaceAmplification == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(spaceAmplification);
    }

    static SizesInfo of(ChangelogSizes sizes) {
        OptionalDouble amplification = sizes.spaceAmplification();
        return new SizesInfo(
                sizes.materializedBytes(),
                sizes.logBytes(),
                sizes.incrementalBytes(),
                new HandlesInfo(sizes.materializedHandles(), sizes.logHandles()),
                amplification.isPresent() ? amplification.getAsDouble() : null);
    }

    @JsonProperty("materialized_bytes")
    long materializedBytes() {
        return materializedBytes;
    }

    @JsonProperty("log_bytes")
    long logBytes() {
        return logBytes;
    }

    @JsonProperty("incremental_bytes")
    long incrementalBytes() {
        return incrementalBytes;
    }

    @JsonProperty("handles")
    HandlesInfo handles() {
        return handles;
    }

    /** Left out if nothing is materialized. */
    @Nullable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonProperty("space_amplification")
    Double spaceAmplification() {
        return spaceAmplification.isPresent() ? spaceAmplification.getAsDouble() : null;
    }

    /** How many stored files, or parts of files, a checkpoint refers to. Immutable. */
    static final class HandlesInfo {

        private final long materialized;
        private final long log;

        @JsonCreator
        HandlesInfo(
                @JsonProperty("materialized") long materialized, @JsonProperty("log") long log) {
            this.materialized = materialized;
            this.log = log;
        }

        @JsonProperty("materialized")
        long materialized() {
            return materialized;
        }

        @JsonProperty("log")
        long log() {
            return log;
        }
    }
}
