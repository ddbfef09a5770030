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
package io.flinkgic.benchmarks.experiment;

import java.time.Duration;

/** How much is measured. */
public enum Profile {
    /** Only shows that it runs. */
    TINY(1, 0, 3, 20_000, 1),

    /** Shows that everything works, and the order of magnitude. */
    QUICK(1, 3, 8, 100_000, 4),
    STANDARD(3, 4, 16, 1_000_000, 4),
    LONG(3, 60, 300, 5_000_000, 60);

    private final int rounds;
    private final int warmUpSeconds;
    private final int measuredSeconds;
    private final int keys;
    private final int materializationSeconds;

    Profile(
            int rounds,
            int warmUpSeconds,
            int measuredSeconds,
            int keys,
            int materializationSeconds) {
        this.rounds = rounds;
        this.warmUpSeconds = warmUpSeconds;
        this.measuredSeconds = measuredSeconds;
        this.keys = keys;
        this.materializationSeconds = materializationSeconds;
    }

    /** How often each run is repeated, all others in between. */
    public int rounds() {
        return rounds;
    }

    /**
     * At least so long after the state is filled. Where materializations fall into what is
     * measured, also until each subtask has materialized what was logged by the filling.
     */
    public Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    public Duration measured() {
        return Duration.ofSeconds(measuredSeconds);
    }

    /** Whether there is time for everything. */
    public boolean complete() {
        return this == STANDARD || this == LONG;
    }

    /** Of a job whose state is large. */
    public int keys() {
        return keys;
    }

    /**
     * Interval of materializations, of which what is measured is a whole multiple. With RocksDB's
     * default each fourth flush leads to a compaction, after which all of a small state is new.
     */
    public Duration materializationInterval() {
        return Duration.ofSeconds(materializationSeconds);
    }

    /** Of a job that is to come back: longer, so that there is something to replay. */
    Duration longMaterializationInterval() {
        return materializationInterval().multipliedBy(2);
    }

    /** So long that the log of what is measured grows all the time. */
    Duration rareMaterializationInterval() {
        return materializationInterval().multipliedBy(15);
    }
}
