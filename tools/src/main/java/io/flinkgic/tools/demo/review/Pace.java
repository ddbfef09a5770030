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

import java.util.Locale;

/** How often checkpoints completed in a stretch of time. */
public final class Pace {

    /** Demanded is one checkpoint in this time. */
    private static final long DEMANDED_PERIOD_MS = 2000;

    private final long completed;
    private final long durationMs;

    private Pace(long completed, long durationMs) {
        this.completed = completed;
        this.durationMs = durationMs;
    }

    /** Counts the completed checkpoints that were triggered in the stretch. */
    public static Pace of(CheckpointHistory history, long fromMs, long toMs) {
        long completed =
                history.completed().stream()
                        .filter(checkpoint -> !checkpoint.savepoint())
                        .filter(checkpoint -> checkpoint.triggeredAtMs() >= fromMs)
                        .filter(checkpoint -> checkpoint.triggeredAtMs() < toMs)
                        .count();
        return new Pace(completed, toMs - fromMs);
    }

    /** Whether there was at least one, and one per two seconds. */
    public boolean sufficient() {
        return completed > 0 && completed >= durationMs / DEMANDED_PERIOD_MS;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d checkpoints in %.1f s", completed, durationMs / 1000.0);
    }
}
