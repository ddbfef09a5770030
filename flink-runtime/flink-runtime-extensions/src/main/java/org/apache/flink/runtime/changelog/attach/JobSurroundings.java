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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.changelog.RetainedCheckpoints;

import java.time.Duration;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** What is around a job on the JobManager when it begins. Immutable. */
final class JobSurroundings {

    private final Configuration configuration;
    private final Configuration cluster;
    private final MetricGroup metrics;
    private final RetainedCheckpoints retained;
    private final Duration checkpointTimeout;
    private final boolean periodic;
    private final Optional<Path> runFolder;
    private final JobOrigin origin;

    /**
     * @param configuration of the job over that of the cluster
     * @param cluster that of the cluster alone
     * @param metrics the group of the job on the JobManager
     * @param periodic whether checkpoints are taken without being asked for
     * @param runFolder in which the job's checkpoints are; empty if they are in none
     */
    JobSurroundings(
            Configuration configuration,
            Configuration cluster,
            MetricGroup metrics,
            RetainedCheckpoints retained,
            Duration checkpointTimeout,
            boolean periodic,
            Optional<Path> runFolder,
            JobOrigin origin) {
        this.configuration = checkNotNull(configuration);
        this.cluster = checkNotNull(cluster);
        this.metrics = checkNotNull(metrics);
        this.retained = checkNotNull(retained);
        this.checkpointTimeout = checkNotNull(checkpointTimeout);
        this.periodic = periodic;
        this.runFolder = checkNotNull(runFolder);
        this.origin = checkNotNull(origin);
    }

    Configuration configuration() {
        return configuration;
    }

    Configuration cluster() {
        return cluster;
    }

    MetricGroup metrics() {
        return metrics;
    }

    RetainedCheckpoints retained() {
        return retained;
    }

    Duration checkpointTimeout() {
        return checkpointTimeout;
    }

    boolean periodic() {
        return periodic;
    }

    Optional<Path> runFolder() {
        return runFolder;
    }

    JobOrigin origin() {
        return origin;
    }
}
