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
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import io.flinkgic.tests.s3.S3Plugin;
import io.flinkgic.tests.s3.S3Server;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What is wrong with the way to S3 shows when a job opens its log, with option and path. */
@Timeout(60)
@SuppressWarnings("try") // the close() of Flink's interfaces declares Exception
final class S3SetupTest {

    private static final String WRONG_SECRET = "a-secret-that-is-wrong";

    @RegisterExtension private static final S3Store S3 = new S3Store(S3Plugin.PRESTO);

    private final JobID job = new JobID();

    @ParameterizedTest
    @EnumSource
    void filesLieBelowTheJob(S3Plugin plugin) throws Exception {
        plugin.install(S3.server().flinkConfiguration());

        write(S3.newBasePath());

        assertThat(S3.objects())
                .singleElement()
                .asString()
                .matches(job.toHexString() + "/dstl/[0-9a-f-]{36}");
    }

    @ParameterizedTest
    @EnumSource
    void wrongSecretIsReportedAndNotShown(S3Plugin plugin) throws Exception {
        Configuration configuration = S3.server().impatientConfiguration();
        configuration.setString("s3.secret-key", WRONG_SECRET);
        plugin.install(configuration);

        assertUnusable(S3.newBasePath());
    }

    @ParameterizedTest
    @EnumSource
    void missingBucketIsReported(S3Plugin plugin) throws Exception {
        plugin.install(S3.server().impatientConfiguration());

        assertUnusable(new Path("s3://no-such-bucket/dstl"));
    }

    @ParameterizedTest
    @EnumSource
    void endpointWhereNobodyListensIsReported(S3Plugin plugin) throws Exception {
        Configuration configuration = S3.server().impatientConfiguration();
        configuration.setString("s3.endpoint", "http://127.0.0.1:1");
        plugin.install(configuration);

        assertUnusable(S3.newBasePath());
    }

    private void assertUnusable(Path basePath) {
        Throwable failure = catchThrowable(() -> write(basePath));

        assertThat(failure)
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContainingAll("state.changelog.dstl.dfs.base-path", basePath.toString());
        StringWriter everything = new StringWriter();
        failure.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).doesNotContain(WRONG_SECRET, S3Server.SECRET_KEY);
    }

    private void write(Path basePath) throws Exception {
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage =
                        TaskManagerStorage.open(job, basePath);
                StateChangelogWriter<ChangelogStateHandleStreamImpl> writer =
                        storage.createWriter(
                                "operator", KeyGroupRange.of(0, 3), RoutedMailbox.unused())) {
            writer.append(2, new byte[10]);
            writer.persist(writer.initialSequenceNumber(), 1L).get();
        }
    }
}
