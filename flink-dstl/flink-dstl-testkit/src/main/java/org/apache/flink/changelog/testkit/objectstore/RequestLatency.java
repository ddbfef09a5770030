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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.configuration.ReadableConfig;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * Draws how long requests take: log-normal around a median for each kind, and for a small share of
 * them that times a Pareto-distributed factor. One seed fixes the sequence; which request gets
 * which is up to the threads. Thread-safe.
 */
final class RequestLatency {

    private final Map<RequestKind, Duration> medians = new EnumMap<>(RequestKind.class);
    private final double spread;
    private final double tailShare;
    private final double tailShape;
    private final Duration limit;

    /** Guarded by itself: a latency is several draws. */
    private final Random random;

    RequestLatency(ReadableConfig configuration) {
        medians.put(RequestKind.PUT, configuration.get(ObjectStoreOptions.PUT_LATENCY));
        medians.put(RequestKind.GET, configuration.get(ObjectStoreOptions.GET_LATENCY));
        medians.put(RequestKind.HEAD, configuration.get(ObjectStoreOptions.GET_LATENCY));
        medians.put(RequestKind.DELETE, configuration.get(ObjectStoreOptions.DELETE_LATENCY));
        medians.put(RequestKind.LIST, configuration.get(ObjectStoreOptions.LIST_LATENCY));
        spread = configuration.get(ObjectStoreOptions.LATENCY_SPREAD);
        tailShare = configuration.get(ObjectStoreOptions.TAIL_SHARE);
        tailShape = configuration.get(ObjectStoreOptions.TAIL_SHAPE);
        limit = configuration.get(ObjectStoreOptions.LATENCY_LIMIT);
        random = new Random(configuration.get(ObjectStoreOptions.SEED));
        if (spread < 0 || tailShare < 0 || tailShare > 1 || tailShape <= 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "no distribution of latencies: spread %s, tail share %s, tail shape %s",
                            spread, tailShare, tailShape));
        }
    }

    Duration next(RequestKind kind) {
        double factor;
        synchronized (random) {
            factor = Math.exp(spread * random.nextGaussian());
            if (random.nextDouble() < tailShare) {
                factor *= Math.pow(1 - random.nextDouble(), -1 / tailShape);
            }
        }
        long nanos = (long) (medians.get(kind).toNanos() * factor);
        return Duration.ofNanos(Math.min(nanos, limit.toNanos()));
    }
}
