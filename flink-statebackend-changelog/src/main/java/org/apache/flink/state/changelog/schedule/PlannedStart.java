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
package org.apache.flink.state.changelog.schedule;

/** When the next materialization is to start, and why. Immutable. */
public final class PlannedStart {

    private final long atMs;
    private final StartReason reason;

    PlannedStart(long atMs, StartReason reason) {
        this.atMs = atMs;
        this.reason = reason;
    }

    /** On the wall clock; may be in the past. */
    public long atMs() {
        return atMs;
    }

    /** From now on, not negative: for a timer. */
    public long delayMs(long nowMs) {
        return Math.max(0L, atMs - nowMs);
    }

    public StartReason reason() {
        return reason;
    }

    @Override
    public String toString() {
        return reason + " at " + atMs;
    }
}
