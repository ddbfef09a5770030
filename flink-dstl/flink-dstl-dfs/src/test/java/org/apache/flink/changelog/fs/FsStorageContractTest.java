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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.StateChangelogStorageTest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/** Flink's contract of changelog storages, with and without compression. */
class FsStorageContractTest extends StateChangelogStorageTest<ChangelogStateHandleStreamImpl> {

    /** Hides that of the contract, which knows no compression. */
    public static Stream<Boolean> parameters() {
        return Stream.of(true, false);
    }

    /** Disabled in the contract (FLINK-30729); nothing speaks against it here. */
    @ParameterizedTest
    @MethodSource("parameters")
    @Override
    public void testNoAppendAfterClose(boolean compression) throws IOException {
        super.testNoAppendAfterClose(compression);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected StateChangelogStorage<ChangelogStateHandleStreamImpl> getFactory(
            boolean compression, File folder) {
        Configuration configuration = new Configuration();
        FsStateChangelogStorageFactory.configure(configuration, folder, Duration.ofSeconds(10), 3);
        configuration.set(FsStateChangelogOptions.COMPRESSION_ENABLED, compression);
        return (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                new FsStateChangelogStorageFactory()
                        .createStorage(
                                new JobID(),
                                configuration,
                                UnregisteredMetricGroups
                                        .createUnregisteredTaskManagerJobMetricGroup(),
                                LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }
}
