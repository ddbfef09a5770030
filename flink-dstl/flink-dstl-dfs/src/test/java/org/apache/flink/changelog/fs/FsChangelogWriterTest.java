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
package org.apache.flink.changelog.fs;

import org.apache.flink.api.common.JobID;
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.changelog.testkit.ChangelogWriterContract;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.time.Duration;

/** The whole storage on local files, as a TaskManager opens it; all changes go into files. */
class FsChangelogWriterTest extends ChangelogWriterContract {

    @TempDir private File basePath;

    @Override
    @SuppressWarnings("unchecked")
    protected StateChangelogStorage<ChangelogStateHandleStreamImpl> openStorage() {
        Configuration configuration = new Configuration();
        FsStateChangelogStorageFactory.configure(
                configuration, basePath, Duration.ofSeconds(10), 3);
        configuration.set(
                FsStateChangelogOptions.PREEMPTIVE_PERSIST_THRESHOLD, new MemorySize(20_000));
        configuration.set(DstlOptions.INLINE_THRESHOLD, inlineThreshold());
        configuration.set(FsStateChangelogOptions.PERSIST_SIZE_THRESHOLD, new MemorySize(100_000));
        configuration.set(FsStateChangelogOptions.IN_FLIGHT_DATA_LIMIT, new MemorySize(300_000));
        return (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                new FsStateChangelogStorageFactory()
                        .createStorage(
                                new JobID(),
                                configuration,
                                UnregisteredMetricGroups
                                        .createUnregisteredTaskManagerJobMetricGroup(),
                                LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }

    MemorySize inlineThreshold() {
        return MemorySize.ZERO;
    }
}
