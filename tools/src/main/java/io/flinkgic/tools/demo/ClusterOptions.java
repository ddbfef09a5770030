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
package io.flinkgic.tools.demo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Flink configuration of the demo's cluster; the job itself configures nothing. */
final class ClusterOptions {

    /** The changelog storage that the demo demands to see. */
    static final String CHANGELOG_STORAGE = "filesystem";

    private final Map<String, String> options = new LinkedHashMap<>();

    private ClusterOptions() {}

    static Map<String, String> of(
            WorkDirectory work, Ports ports, Backend backend, boolean changelog) {
        ClusterOptions all = new ClusterOptions();
        all.loopbackOnly(ports);
        all.smallProcesses(work.temporary());
        all.checkpoints(work, backend);
        all.changelog(work, changelog);
        all.recovery();
        all.freshStatistics();
        return all.options;
    }

    private void loopbackOnly(Ports ports) {
        String loopback = "127.0.0.1";
        options.put("jobmanager.rpc.address", loopback);
        options.put("jobmanager.rpc.port", Integer.toString(ports.rpc()));
        options.put("jobmanager.bind-host", loopback);
        options.put("taskmanager.host", loopback);
        options.put("taskmanager.bind-host", loopback);
        options.put("rest.address", loopback);
        options.put("rest.bind-address", loopback);
        options.put("rest.port", Integer.toString(ports.rest()));
        options.put("rest.bind-port", Integer.toString(ports.rest()));
    }

    private void smallProcesses(Path temporary) {
        options.put("jobmanager.memory.process.size", "1024m");
        options.put("taskmanager.memory.process.size", "1280m");
        options.put("taskmanager.numberOfTaskSlots", "1");
        options.put("io.tmp.dirs", temporary.toString());
    }

    private void checkpoints(WorkDirectory work, Backend backend) {
        options.put("state.backend.type", backend.name());
        options.put("execution.checkpointing.incremental", "true");
        options.put("execution.checkpointing.dir", work.checkpoints().toUri().toString());
        options.put("execution.checkpointing.interval", "1 s");
        options.put("execution.checkpointing.tolerable-failed-checkpoints", "100");
    }

    private void changelog(WorkDirectory work, boolean enabled) {
        options.put("state.changelog.enabled", Boolean.toString(enabled));
        options.put("state.changelog.storage", CHANGELOG_STORAGE);
        options.put("state.changelog.dstl.dfs.base-path", work.changelog().toUri().toString());
        // So short that the demo sees materializations, and a log that is truncated.
        options.put("state.changelog.periodic-materialize.interval", "10 s");
    }

    private void recovery() {
        options.put("restart-strategy.type", "fixed-delay");
        options.put("restart-strategy.fixed-delay.attempts", "100");
        options.put("restart-strategy.fixed-delay.delay", "500 ms");
        options.put("heartbeat.interval", "1000");
        options.put("heartbeat.timeout", "5000");
        // A TaskManager that is faster than the JobManager would wait 10 s before it asks again.
        options.put("cluster.registration.error-delay", "500");
    }

    /** The JobManager caches its answers; the demo measures with them. */
    private void freshStatistics() {
        options.put("web.refresh-interval", "200");
        options.put("rest.cache.checkpoint-statistics.timeout", "200 ms");
        options.put("web.checkpoints.history", "1000");
    }
}
