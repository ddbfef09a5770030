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
import org.apache.flink.changelog.testkit.RoutedMailbox;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A secret in the base path would be in every checkpoint and in many logs: it is refused. */
@SuppressWarnings("try") // the close() of Flink's interfaces declares Exception
final class CredentialsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIA1:hush@bucket/dstl",
                "s3://AKIA1:hush@bucket",
                "s3://:hush@bucket/dstl",
                "s3://AKIA1:hu/sh@bucket/dstl",
                "s3://AKIA1:hu+s=h@bucket/dstl",
                "s3a://AKIA1:12/hush@bucket/dstl",
                "S3A://AKIA1:12/hush@bucket/dstl",
                "s3://AKIA1:/hush@bucket/dstl",
                "hdfs://me:hush@one:8020,two:8020/dstl",
                "s3://AKIA1:hush@bucket:9000/dstl",
                "hdfs://me:hush@namenode:8020/dstl",
                "s3://AKIA1:hu sh\\ %zz@bucket/d\nstl"
            })
    void aBasePathWithASecretIsRefusedAndTheSecretIsNotShown(String path) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(FsStateChangelogOptions.BASE_PATH, path);
        Throwable refusal = catchThrowable(() -> openAndWrite(configuration));
        assertThat(refusal)
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContaining("state.changelog.dstl.dfs.base-path")
                .hasMessageContaining("s3.secret-key");
        assertThat(ExceptionUtils.stringifyException(refusal))
                .doesNotContain("hush", "hu/sh", "hu+s", "hu sh", "AKIA1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/dstl",
                "s3://bucket/a:b@c",
                "s3://AKIA1@bucket/dstl",
                "abfss://container@account.dfs.core.windows.net/dstl",
                "hdfs://namenode:8020/flink/dstl",
                "hdfs://namenode:8020",
                "hdfs://namenode:8020/a@b",
                "alluxio://one:19998,two:19998,three/dstl",
                "alluxio://zk@one:2181,two:2181/dstl",
                "alluxio://one:19998;two:19998/dstl",
                "alluxio://one:19998+two:19998/dstl",
                "s3://arn:aws:s3:region:1:accesspoint:name/dstl",
                "hdfs://[::1]:8020/dstl",
                "hdfs://me@namenode:8020/dstl",
                "file:///var/dstl:a@b",
                "/var/dstl:a@b"
            })
    void otherBasePathsAreNot(String path) {
        assertThat(Credentials.areIn(path)).isFalse();
    }

    /** A job without a changelog has nothing to do with it. */
    @Test
    void aStorageThatIsNotUsedIsNotRefused() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(FsStateChangelogOptions.BASE_PATH, "s3://AKIA1:hush@bucket/dstl");
        try (StateChangelogStorage<?> storage = open(configuration)) {
            assertThat(storage.toString()).doesNotContain("hush");
        }
    }

    private static void openAndWrite(Configuration configuration) throws Exception {
        try (StateChangelogStorage<?> storage = open(configuration)) {
            storage.createWriter("operator", KeyGroupRange.of(0, 3), RoutedMailbox.unused())
                    .close();
        }
    }

    private static StateChangelogStorage<?> open(Configuration configuration) {
        return new FsStateChangelogStorageFactory()
                .createStorage(
                        new JobID(),
                        configuration,
                        UnregisteredMetricGroups.createUnregisteredTaskManagerJobMetricGroup(),
                        LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }
}
