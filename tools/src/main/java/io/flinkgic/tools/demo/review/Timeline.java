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
package io.flinkgic.tools.demo.review;

import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.Restore;

/** The moments of a demo that went through to its end, in milliseconds since 1970. */
public final class Timeline {

    private final long runningAtMs;
    private final Kill kill;
    private final long recoveredAtMs;
    private final long stoppedAtMs;
    private final Restore restore;

    /**
     * @param runningAtMs all tasks were running
     * @param kill who was killed, and when
     * @param recoveredAtMs all tasks were running again
     * @param stoppedAtMs the stop was asked for
     * @param restore where the job continued
     */
    public Timeline(
            long runningAtMs, Kill kill, long recoveredAtMs, long stoppedAtMs, Restore restore) {
        if (kill.atMs() < runningAtMs
                || recoveredAtMs < kill.atMs()
                || stoppedAtMs < recoveredAtMs) {
            throw new IllegalArgumentException("moments are not in order");
        }
        this.runningAtMs = runningAtMs;
        this.kill = kill;
        this.recoveredAtMs = recoveredAtMs;
        this.stoppedAtMs = stoppedAtMs;
        this.restore = restore;
    }

    Kill kill() {
        return kill;
    }

    long recoveredAtMs() {
        return recoveredAtMs;
    }

    Restore restore() {
        return restore;
    }

    long recoveryMs() {
        return recoveredAtMs - kill.atMs();
    }

    public Pace paceBeforeKill(CheckpointHistory history) {
        return Pace.of(history, runningAtMs, kill.atMs());
    }

    public Pace paceAfterRecovery(CheckpointHistory history) {
        return Pace.of(history, recoveredAtMs, stoppedAtMs);
    }

    /** A TaskManager's end. */
    public static final class Kill {

        private final String victim;
        private final long atMs;

        public Kill(String victim, long atMs) {
            this.victim = victim;
            this.atMs = atMs;
        }

        public String victim() {
            return victim;
        }

        public long atMs() {
            return atMs;
        }
    }
}
