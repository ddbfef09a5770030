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
package org.apache.flink.state.changelog.traffic;

import java.time.Duration;
import java.util.Optional;

/**
 * Lets one stream at a time do the closing of its file, which on some file systems is the whole
 * upload. One that takes longer than the bound is taken for stuck: it loses the gate to the next.
 * Not thread-safe: guarded by the lock of {@link MaterializationTraffic}.
 */
final class CloseGate {

    private final long maxHoldNanos;

    private Optional<PacedStream> holder = Optional.empty();

    /** Meaningful while there is a holder. */
    private long heldSinceNanos;

    CloseGate(Duration maxHold) {
        this.maxHoldNanos = maxHold.toNanos();
    }

    /** How long until the gate can be taken, at most; 0 is now. */
    long nanosUntilFree(long nowNanos) {
        if (holder.isEmpty()) {
            return 0;
        }
        return Math.max(0, maxHoldNanos - (nowNanos - heldSinceNanos));
    }

    void take(PacedStream stream, long nowNanos) {
        holder = Optional.of(stream);
        heldSinceNanos = nowNanos;
    }

    /** Without effect for a stream that does not hold the gate, or not any more. */
    void leave(PacedStream stream) {
        if (holder.isPresent() && holder.get() == stream) {
            holder = Optional.empty();
        }
    }
}
