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
package org.apache.flink.changelog.writer;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** What is the same for all writers of a storage. Immutable. */
public final class WriterSettings {

    private final long preemptiveThresholdBytes;
    private final Optional<Duration> linger;
    private final InlineSettings inline;
    private final String storageIdentifier;

    /**
     * @param preemptiveThresholdBytes payload at which the open changes are sealed and uploaded
     *     without any checkpoint
     * @param linger how long a change may stay open; empty if time alone does not seal
     * @param storageIdentifier goes into the handles: which factory can read them
     */
    public WriterSettings(
            long preemptiveThresholdBytes,
            Optional<Duration> linger,
            InlineSettings inline,
            String storageIdentifier) {
        checkArgument(
                preemptiveThresholdBytes > 0,
                "pre-emptive persist threshold of %s bytes",
                preemptiveThresholdBytes);
        linger.ifPresent(
                longest -> checkArgument(!longest.isNegative(), "negative linger %s", longest));
        this.preemptiveThresholdBytes = preemptiveThresholdBytes;
        this.linger = linger;
        this.inline = checkNotNull(inline);
        this.storageIdentifier = checkNotNull(storageIdentifier);
    }

    long preemptiveThresholdBytes() {
        return preemptiveThresholdBytes;
    }

    Optional<Duration> linger() {
        return linger;
    }

    InlineSettings inline() {
        return inline;
    }

    String storageIdentifier() {
        return storageIdentifier;
    }
}
