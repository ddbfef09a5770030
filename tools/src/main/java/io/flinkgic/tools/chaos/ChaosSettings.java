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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.stage.Backend;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.Ports;
import io.flinkgic.tools.stage.WorkDirectory;
import io.flinkgic.tools.store.Store;

import java.time.Duration;

/** How the cluster of a chaos run is configured, and what follows from that. Immutable. */
final class ChaosSettings {

    /** So short that kills hit materializations, too. */
    private static final Duration MATERIALIZATIONS = Duration.ofSeconds(3);

    private static final Duration JANITOR_INTERVAL = Duration.ofSeconds(2);
    private static final Duration CLEAN_UP = Duration.ofSeconds(3);

    private final Backend backend;
    private final Duration checkpointTimeout;

    ChaosSettings(Backend backend, Duration checkpointTimeout) {
        this.backend = backend;
        this.checkpointTimeout = checkpointTimeout;
    }

    ClusterOptions options(WorkDirectory work, Ports ports, ChaosPlan plan, Store store) {
        ClusterOptions options =
                ClusterOptions.of(work, ports, backend)
                        .changelog(work, MATERIALIZATIONS)
                        .with("execution.checkpointing.timeout", millis(checkpointTimeout))
                        .with("execution.checkpointing.num-retained", "1")
                        // Uploads begin before a checkpoint asks, and no change travels inline.
                        .with("state.changelog.dstl.dfs.preemptive-persist-threshold", "8 kb")
                        .with("state.changelog.dstl.inline.threshold", "0")
                        .with("state.changelog.janitor.mode", "on")
                        .with("state.changelog.janitor.interval", millis(JANITOR_INTERVAL))
                        .with("state.changelog.janitor.min-age", millis(lease()));
        SecretSearch.options().forEach(options::with);
        if (plan.has(Fault::needsHighAvailability)) {
            options.highAvailability(work, ports);
        }
        if (plan.has(fault -> fault == Fault.rescaled)) {
            options.with("jobmanager.scheduler", "adaptive")
                    .with("jobmanager.adaptive-scheduler.scaling-interval.min", "1 s")
                    .with("jobmanager.adaptive-scheduler.resource-stabilization-timeout", "5 s");
        }
        store.configure(options);
        // Materializations are tried again during an outage.
        return options.with("state.changelog.max-failures-allowed", "100");
    }

    /** Longer than a checkpoint may take, and than heartbeats may be missing. */
    Duration outage() {
        return checkpointTimeout.plusSeconds(3);
    }

    /** As short as the janitor allows: so long it leaves everything alone. */
    Duration lease() {
        return checkpointTimeout.multipliedBy(2);
    }

    /** Enough for the janitor after the lease: it takes its distance from clocks twice. */
    Duration limitForJanitor() {
        return lease().multipliedBy(3).plusSeconds(60);
    }

    /** Enough for several checkpoints and two materializations. */
    Duration work() {
        return MATERIALIZATIONS.multipliedBy(2).plusSeconds(1);
    }

    /** Enough to delete what has just become unneeded. */
    Duration cleanUp() {
        return CLEAN_UP;
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
