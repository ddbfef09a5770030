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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.ttl.TtlUtils;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * How long the values of a state live after their last access. In a metadata record it is an option
 * of the state, in decimal digits. Immutable.
 */
public final class TimeToLive {

    /** Not an option of Flink. */
    static final String OPTION = "TIME_TO_LIVE_MS";

    private final long ms;

    private TimeToLive(long ms) {
        checkArgument(ms > 0, "A time to live of %s ms is not positive.", ms);
        this.ms = ms;
    }

    /**
     * @return empty if values do not expire
     */
    public static Optional<TimeToLive> of(StateTtlConfig config) {
        return config.isEnabled()
                ? Optional.of(new TimeToLive(config.getTimeToLive().toMillis()))
                : Optional.empty();
    }

    // ------------------------------------------------------------------------------ option

    /** The same state, with this option. */
    public StateMetaInfoSnapshot writeTo(StateMetaInfoSnapshot state) {
        Map<String, String> options = new HashMap<>(state.getOptionsImmutable());
        options.put(OPTION, Long.toString(ms));
        return new StateMetaInfoSnapshot(
                state.getName(),
                state.getBackendStateType(),
                options,
                state.getSerializerSnapshotsImmutable());
    }

    /**
     * @return empty if the values of this state do not expire
     * @throws CorruptChangeException if the option is no positive number
     */
    public static Optional<TimeToLive> readFrom(StateMetaInfoSnapshot state)
            throws CorruptChangeException {
        String option = state.getOption(OPTION);
        if (option == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TimeToLive(Long.parseLong(option)));
        } catch (IllegalArgumentException e) {
            throw new CorruptChangeException(OPTION, "a positive number", option);
        }
    }

    // ------------------------------------------------------------------------------ expiry

    /** Whether a value that was accessed then has expired now, as Flink's states see it. */
    public boolean isOver(long lastAccessMs, long nowMs) {
        return TtlUtils.expired(lastAccessMs, ms, nowMs);
    }

    public boolean isShorterThan(TimeToLive other) {
        return ms < other.ms;
    }
}
