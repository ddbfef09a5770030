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
package io.flinkgic.tests.conformance;

import org.apache.flink.api.common.JobID;
import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.changelog.fs.FsStateChangelogStorageFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.metrics.groups.TaskManagerJobMetricGroup;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageFactory;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorageFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The storage {@code memory}, which tests that do not care have by default, as one on files. What
 * it writes names {@code filesystem} as its storage, so it is read by that.
 */
public final class FilesForMemory implements StateChangelogStorageFactory {

    private final StateChangelogStorageFactory files = new FsStateChangelogStorageFactory();

    @Override
    public String getIdentifier() {
        return InMemoryStateChangelogStorageFactory.IDENTIFIER;
    }

    @Override
    public StateChangelogStorage<?> createStorage(
            JobID jobId,
            Configuration configuration,
            TaskManagerJobMetricGroup metrics,
            LocalRecoveryConfig localRecovery)
            throws IOException {
        Configuration own = new Configuration(configuration);
        // Jobs without changelog have a storage, too, and leave it alone.
        Path folder = Files.createTempDirectory("dstl");
        own.set(FsStateChangelogOptions.BASE_PATH, folder.toUri().toString());
        return files.createStorage(jobId, own, metrics, localRecovery);
    }

    @Override
    public StateChangelogStorageView<?> createStorageView(Configuration configuration)
            throws IOException {
        return files.createStorageView(configuration);
    }
}
