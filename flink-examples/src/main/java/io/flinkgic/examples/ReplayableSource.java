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
package io.flinkgic.examples;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

import io.flinkgic.examples.replay.SplitRanges;

/**
 * Makes Flink's generator source emit the indexes of {@link SplitRanges}, as many ranges as it has
 * subtasks when the job is first started. Its checkpoints hold the next index of each split, so a
 * restart replays exactly what was not yet covered.
 */
final class ReplayableSource {

    /** The rate that means: as fast as possible. */
    static final long UNLIMITED = 0;

    private ReplayableSource() {}

    /**
     * @param recordsPerSecond over all subtasks, or {@link #UNLIMITED}
     */
    static <T> DataGeneratorSource<T> of(
            SplitRanges ranges,
            long recordsPerSecond,
            GeneratorFunction<Long, T> recordAt,
            TypeInformation<T> type) {
        RateLimiterStrategy rate =
                recordsPerSecond == UNLIMITED
                        ? RateLimiterStrategy.noOp()
                        : RateLimiterStrategy.perSecond((double) recordsPerSecond);
        return new DataGeneratorSource<>(recordAt, ranges.totalRecords(), rate, type);
    }
}
