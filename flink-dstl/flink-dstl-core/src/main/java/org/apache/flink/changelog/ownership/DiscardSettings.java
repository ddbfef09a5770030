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
package org.apache.flink.changelog.ownership;

import java.time.Duration;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How fast and how often deletions are tried. Immutable. */
public final class DiscardSettings {

    private final int maxPerSecond;
    private final int maxThreads;
    private final int maxTries;
    private final Duration retryDelay;

    /**
     * @param maxPerSecond deletions per second, tries included, on average
     * @param maxThreads deletions at the same time
     * @param maxTries including the first
     * @param retryDelay from the first failure to the second try; doubled for each further one
     */
    public DiscardSettings(int maxPerSecond, int maxThreads, int maxTries, Duration retryDelay) {
        checkArgument(maxPerSecond > 0, "%s deletions per second", maxPerSecond);
        checkArgument(maxThreads > 0, "%s discard threads", maxThreads);
        checkArgument(maxTries > 0, "%s tries", maxTries);
        checkArgument(!retryDelay.isNegative(), "negative delay %s", retryDelay);
        this.maxPerSecond = maxPerSecond;
        this.maxThreads = maxThreads;
        this.maxTries = maxTries;
        this.retryDelay = retryDelay;
    }

    int maxPerSecond() {
        return maxPerSecond;
    }

    public int maxThreads() {
        return maxThreads;
    }

    int maxTries() {
        return maxTries;
    }

    /**
     * @param tries failed so far
     */
    Duration delayAfter(int tries) {
        return retryDelay.multipliedBy(1L << Math.min(tries - 1, 10));
    }
}
