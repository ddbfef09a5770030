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
package io.flinkgic.tools.stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Flink configuration of a small cluster on loopback; the jobs themselves configure nothing.
 *
 * <p>Each method adds to the options and returns them.
 */
public final class ClusterOptions {

    /** The changelog storage that a cluster is to have. */
    public static final String CHANGELOG_STORAGE = "filesystem";

    /** With this begins what nobody may log. */
    public static final String SECRET = "m0uldy-umbrella-";

    private static final String LOOPBACK = "127.0.0.1";

    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<Path> plugins = new ArrayList<>();
    private Deployment deployment = new SessionDeployment();

    private ClusterOptions() {}

    /** Checkpoints once a second, quick detection of failures, no changelog. */
    public static ClusterOptions of(WorkDirectory work, Ports ports, Backend backend) {
        ClusterOptions all = new ClusterOptions();
        all.loopbackOnly(ports);
        all.smallProcesses(work.temporary());
        all.checkpoints(work, backend);
        all.recovery();
        all.freshStatistics();
        return all.with("state.changelog.enabled", "false");
    }

    /**
     * Logs state changes.
     *
     * @param materializations from the start of one to that of the next
     */
    public ClusterOptions changelog(WorkDirectory work, Duration materializations) {
        options.put("state.changelog.enabled", "true");
        options.put("state.changelog.storage", CHANGELOG_STORAGE);
        options.put("state.changelog.dstl.dfs.base-path", work.changelog().toUri().toString());
        options.put(
                "state.changelog.periodic-materialize.interval",
                materializations.toMillis() + " ms");
        return this;
    }

    /**
     * Lets a new JobManager take over the jobs of one that is gone.
     *
     * @param ports where ZooKeeper listens
     */
    public ClusterOptions highAvailability(WorkDirectory work, Ports ports) {
        options.put("high-availability.type", "zookeeper");
        options.put("high-availability.zookeeper.quorum", LOOPBACK + ":" + ports.zooKeeper());
        options.put("high-availability.storageDir", work.highAvailability().toUri().toString());
        // A JobManager that was killed stays the leader for so long.
        options.put("high-availability.zookeeper.client.session-timeout", "5 s");
        options.put("high-availability.zookeeper.client.connection-timeout", "5 s");
        options.put("high-availability.zookeeper.client.retry-wait", "500 ms");
        return this;
    }

    public ClusterOptions with(String key, String value) {
        options.put(key, value);
        return this;
    }

    /**
     * @param jar a file system plugin, with all that it needs
     */
    public ClusterOptions plugin(Path jar) {
        plugins.add(jar);
        return this;
    }

    /** Instead of a session. */
    public ClusterOptions deployedBy(Deployment other) {
        deployment = other;
        options.putAll(other.options());
        return this;
    }

    Deployment deployment() {
        return deployment;
    }

    List<Path> plugins() {
        return List.copyOf(plugins);
    }

    Map<String, String> asMap() {
        return Map.copyOf(options);
    }

    private void loopbackOnly(Ports ports) {
        options.put("jobmanager.rpc.address", LOOPBACK);
        options.put("jobmanager.bind-host", LOOPBACK);
        options.put("taskmanager.host", LOOPBACK);
        options.put("taskmanager.bind-host", LOOPBACK);
        options.put("rest.address", LOOPBACK);
        options.put("rest.bind-address", LOOPBACK);
        options.putAll(ports.jobManagerOptions());
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

    private void recovery() {
        options.put("restart-strategy.type", "fixed-delay");
        options.put("restart-strategy.fixed-delay.attempts", "1000");
        options.put("restart-strategy.fixed-delay.delay", "500 ms");
        options.put("heartbeat.interval", "1000");
        options.put("heartbeat.timeout", "5000");
        // A TaskManager that is faster than the JobManager would wait 10 s before it asks again.
        options.put("cluster.registration.error-delay", "500");
    }

    /** The JobManager caches its answers; what is measured is measured with them. */
    private void freshStatistics() {
        options.put("web.refresh-interval", "200");
        options.put("rest.cache.checkpoint-statistics.timeout", "200 ms");
        options.put("web.checkpoints.history", "1000");
    }
}
