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
package org.apache.flink.state.changelog.expiry;

import org.apache.flink.runtime.state.ttl.TtlValue;
import org.apache.flink.state.changelog.record.TimeToLive;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which values of one state have expired at the moment of a replay: those that the log says are
 * older than the time to live which the log itself names. Immutable.
 */
public final class Expiry {

    private final Optional<TimeToLive> timeToLive;
    private final long nowMs;

    /**
     * @param timeToLive empty if nothing expires
     * @param nowMs of the clock that the values were stamped with
     */
    public Expiry(Optional<TimeToLive> timeToLive, long nowMs) {
        this.timeToLive = timeToLive;
        this.nowMs = nowMs;
    }

    /** Whether anything expires at all. */
    public boolean isPossible() {
        return timeToLive.isPresent();
    }

    /** Whether this value, list element or map value has expired. Null never does. */
    public boolean isOver(Object value) {
        return timeToLive.isPresent()
                && value instanceof TtlValue
                && timeToLive.get().isOver(((TtlValue<?>) value).getLastAccessTimestamp(), nowMs);
    }

    /** Those that have not expired, in order. */
    public <V> List<V> living(List<V> values) {
        return timeToLive.isPresent()
                ? values.stream().filter(value -> !isOver(value)).collect(Collectors.toList())
                : values;
    }
}
