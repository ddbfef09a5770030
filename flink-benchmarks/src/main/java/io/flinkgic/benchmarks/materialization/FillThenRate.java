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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** So many records as fast as they are taken, then a steady rate. For a source of one subtask. */
final class FillThenRate implements RateLimiterStrategy {

    private static final long serialVersionUID = 1L;

    private final long fastRecords;
    private final double perSecond;

    FillThenRate(long fastRecords, double perSecond) {
        this.fastRecords = fastRecords;
        this.perSecond = perSecond;
    }

    @Override
    public RateLimiter createRateLimiter(int parallelism) {
        return new Limiter(
                fastRecords,
                RateLimiterStrategy.perSecond(perSecond).createRateLimiter(parallelism));
    }

    /** Belongs to the source's thread. */
    private static final class Limiter implements RateLimiter {

        private final RateLimiter afterwards;
        private long fastRecords;

        Limiter(long fastRecords, RateLimiter afterwards) {
            this.fastRecords = fastRecords;
            this.afterwards = afterwards;
        }

        @Override
        public CompletionStage<Void> acquire() {
            if (fastRecords > 0) {
                fastRecords--;
                return CompletableFuture.completedFuture(null);
            }
            return afterwards.acquire();
        }
    }
}
