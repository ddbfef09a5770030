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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

import java.time.Duration;

/** The whole storage, as a TaskManager opens it for a job. */
final class TaskManagerStorage {

    private TaskManagerStorage() {}

    /** With limits so small that each of them is met, and every log in files. The caller closes. */
    static StateChangelogStorage<ChangelogStateHandleStreamImpl> open(JobID job, Path basePath) {
        Configuration configuration = new Configuration();
        configuration.set(FsStateChangelogOptions.BASE_PATH, basePath.toString());
        configuration.set(FsStateChangelogOptions.UPLOAD_TIMEOUT, Duration.ofSeconds(10));
        configuration.set(
                FsStateChangelogOptions.PREEMPTIVE_PERSIST_THRESHOLD, new MemorySize(20_000));
        configuration.set(DstlOptions.INLINE_THRESHOLD, MemorySize.ZERO);
        configuration.set(FsStateChangelogOptions.PERSIST_SIZE_THRESHOLD, new MemorySize(100_000));
        configuration.set(FsStateChangelogOptions.IN_FLIGHT_DATA_LIMIT, new MemorySize(300_000));
        return open(job, configuration);
    }

    @SuppressWarnings("unchecked")
    static StateChangelogStorage<ChangelogStateHandleStreamImpl> open(
            JobID job, Configuration configuration) {
        return (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                new FsStateChangelogStorageFactory()
                        .createStorage(
                                job,
                                configuration,
                                UnregisteredMetricGroups
                                        .createUnregisteredTaskManagerJobMetricGroup(),
                                LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }
}
