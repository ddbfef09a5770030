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
import org.apache.flink.changelog.reader.KeyGroupChangelogReader;
import org.apache.flink.changelog.testkit.RoutedMailbox;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.util.CloseableIterator;

import io.flinkgic.tests.s3.S3Plugin;
import io.flinkgic.tests.s3.S3Requests;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the log costs in requests: object stores bill them, and each takes its time. */
@Timeout(60)
@SuppressWarnings("try") // the close() of Flink's interfaces declares Exception
final class S3RequestsTest {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 127);
    private static final int CHANGE_BYTES = 35_000;
    private static final long CHECKPOINTS = 10;

    @RegisterExtension private static final S3Store S3 = new S3Store(S3Plugin.PRESTO);

    /** Of what came before, the server may count one now; of each checkpoint it would be all. */
    @ParameterizedTest
    @EnumSource
    void checkpointPutsOneObjectAndLooksForNone(S3Plugin plugin) throws Exception {
        plugin.install(S3.server().flinkConfiguration());
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open();
                StateChangelogWriter<ChangelogStateHandleStreamImpl> writer = newWriter(storage)) {
            S3Requests before = S3.server().requests();
            for (long checkpointId = 1; checkpointId <= CHECKPOINTS; checkpointId++) {
                write(writer, checkpointId, 100);
            }
            S3Requests added = awaitMore(before, "PutObject", CHECKPOINTS);

            assertThat(added.count("PutObject")).as("%s", added).isEqualTo(CHECKPOINTS);
            assertThat(added.count("HeadObject")).as("%s", added).isLessThan(CHECKPOINTS);
            if (plugin == S3Plugin.PRESTO) {
                assertThat(added.count("ListObjectsV2")).as("%s", added).isLessThan(CHECKPOINTS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneKeyGroupOfALargeSegmentTakesTwoReads(S3Plugin plugin) throws Exception {
        plugin.install(S3.server().flinkConfiguration());
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open();
                StateChangelogWriter<ChangelogStateHandleStreamImpl> writer = newWriter(storage)) {
            ChangelogStateHandleStreamImpl handle = write(writer, 1, CHANGE_BYTES);
            S3Requests before = S3.server().requests();
            int changes = read(handle, KeyGroupRange.of(100, 100));
            S3Requests added = awaitMore(before, "GetObject", 2);

            assertThat(changes).isOne();
            assertThat(added.count("GetObject")).as("%s", added).isEqualTo(2);
        }
    }

    /** The server counts a request a little after its last byte. */
    private static S3Requests awaitMore(S3Requests before, String operation, long atLeast) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> S3.server().requests().since(before),
                        added -> added.count(operation) >= atLeast);
    }

    private static StateChangelogStorage<ChangelogStateHandleStreamImpl> open() {
        Configuration configuration = new Configuration();
        configuration.set(FsStateChangelogOptions.BASE_PATH, S3.newBasePath().toString());
        configuration.set(FsStateChangelogOptions.UPLOAD_TIMEOUT, Duration.ofSeconds(10));
        return TaskManagerStorage.open(new JobID(), configuration);
    }

    private static StateChangelogWriter<ChangelogStateHandleStreamImpl> newWriter(
            StateChangelogStorage<ChangelogStateHandleStreamImpl> storage) {
        return storage.createWriter("operator", KEY_GROUPS, RoutedMailbox.unused());
    }

    /** One change of random bytes for each key group. */
    private static ChangelogStateHandleStreamImpl write(
            StateChangelogWriter<ChangelogStateHandleStreamImpl> writer,
            long checkpointId,
            int changeBytes)
            throws Exception {
        Random random = new Random(1);
        byte[] change = new byte[changeBytes];
        for (int keyGroup : KEY_GROUPS) {
            random.nextBytes(change);
            writer.append(keyGroup, change);
        }
        return writer.persist(writer.initialSequenceNumber(), checkpointId)
                .get()
                .getJobManagerOwnedSnapshot();
    }

    /** As a TaskManager reads that restores the first time. Returns how many changes it saw. */
    private static int read(ChangelogStateHandleStreamImpl handle, KeyGroupRange keyGroups)
            throws Exception {
        try (StateChangelogStorageView<?> view =
                        new FsStateChangelogStorageFactory()
                                .createStorageView(new Configuration());
                CloseableIterator<StateChange> changes =
                        reader(view).getChanges(handle, keyGroups)) {
            int count = 0;
            while (changes.hasNext()) {
                changes.next();
                count++;
            }
            return count;
        }
    }

    @SuppressWarnings("unchecked")
    private static KeyGroupChangelogReader<ChangelogStateHandleStreamImpl> reader(
            StateChangelogStorageView<?> view) {
        return (KeyGroupChangelogReader<ChangelogStateHandleStreamImpl>) view.createReader();
    }
}
