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

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.changelog.ChangelogJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.awaitility.Awaitility.await;

@Timeout(60)
class DefaultJobWiringTest {

    @TempDir private Path base;

    @Test
    void aGuardThatCannotBeOneCostsNeitherTheJanitorNorTheMarkers() {
        JobID id = new JobID();
        Configuration cluster = new Configuration();
        cluster.setString("state.changelog.dstl.dfs.base-path", base.resolve("log").toString());
        Configuration all = new Configuration(cluster);
        all.setString("state.changelog.guard.max-log-size", "plenty");
        Path run = base.resolve("checkpoints").resolve(id.toHexString());

        AttachedJob attached =
                new DefaultJobWiring()
                        .wire(
                                new ChangelogJob(id, "job", List.of()),
                                new JobSurroundings(
                                        all,
                                        cluster,
                                        new UnregisteredMetricsGroup(),
                                        List::of,
                                        Duration.ofMinutes(10),
                                        true,
                                        Optional.of(
                                                new org.apache.flink.core.fs.Path("file:" + run)),
                                        new JobOrigin(
                                                Optional.empty(),
                                                RestoredBefore.nothing(),
                                                true,
                                                Optional.empty())));
        try {
            attached.life().begun(attached.coordinator()::checkpoints);

            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () ->
                                    Files.exists(run.resolve("owners"))
                                            && Files.exists(
                                                    base.resolve("log")
                                                            .resolve(id.toHexString())
                                                            .resolve("owners")));
        } finally {
            attached.coordinator().close();
        }
    }
}
