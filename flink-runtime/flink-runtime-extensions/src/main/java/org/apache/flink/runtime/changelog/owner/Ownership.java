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
package org.apache.flink.runtime.changelog.owner;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** Whose markers are in a folder, at a moment. Immutable. */
public final class Ownership {

    private final Set<String> others;
    private final Optional<OwnerMarker> own;
    private final String token;
    private final OptionalLong takenMs;

    Ownership(Set<String> others, Optional<OwnerMarker> own, String token, OptionalLong takenMs) {
        this.others = Set.copyOf(others);
        this.own = checkNotNull(own);
        this.token = checkNotNull(token);
        this.takenMs = checkNotNull(takenMs);
    }

    /** Files with the markers of other runs than the own one. */
    public Set<String> others() {
        return others;
    }

    /** Since when the own marker is there, on the JobManagers' clocks; empty if it is not. */
    public OptionalLong sinceMs() {
        return own.isPresent() ? OptionalLong.of(own.get().sinceMs()) : OptionalLong.empty();
    }

    /**
     * What the store has modified later is of runs that leave markers; on its clock. Empty if there
     * is no own marker, or it does not say.
     */
    public OptionalLong witnessedMs() {
        return own.isPresent() ? own.get().witnessedMs() : OptionalLong.empty();
    }

    /**
     * When this JobManager has left or taken over the own marker, on the store's clock. Empty if it
     * has not, or the store does not say.
     */
    public OptionalLong takenMs() {
        return takenMs;
    }

    /** Whether no other JobManager has taken over the run since this one has. */
    public boolean isHeldHere() {
        return own.isPresent() && own.get().token().equals(token);
    }
}
