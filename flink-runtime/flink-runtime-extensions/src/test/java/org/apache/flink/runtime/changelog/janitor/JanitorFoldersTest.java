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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JanitorFoldersTest {

    private static final JobID JOB = new JobID(1, 1);
    private static final String ID = JOB.toHexString();
    private static final String EARLIER = new JobID(2, 2).toHexString();
    private static final Path RUN = new Path("s3://b/checkpoints/" + ID);
    private static final Optional<Path> LOG = Optional.of(new Path("s3://b/log"));

    @Test
    void aJobHasAFolderOfTheLogAndOneOfTaskOwnedFiles() {
        JanitorFolders folders = JanitorFolders.of(JOB, RUN, LOG, Optional.empty());

        assertThat(all(folders))
                .containsExactly(
                        "s3://b/log/" + ID + "/dstl", "s3://b/checkpoints/" + ID + "/taskowned");
        assertThat(folders.checkpointFolders())
                .containsExactly(new Path("s3://b/checkpoints/" + ID));
    }

    /** Of the same id, but with checkpoints of its own beside the one that was claimed. */
    @Test
    void aClaimedRunOfTheSameIdElsewhereIsOneOfItsOwn() {
        JanitorFolders folders =
                JanitorFolders.of(
                        JOB, RUN, LOG, Optional.of(new Path("s3://old/" + ID + "/chk-7")));

        assertThat(all(folders)).contains("s3://old/" + ID + "/taskowned");
        assertThat(folders.checkpointFolders()).contains(new Path("s3://old/" + ID));
    }

    @Test
    void aClaimedCheckpointOfTheJobItselfAddsNothing() {
        JanitorFolders folders =
                JanitorFolders.of(JOB, RUN, LOG, Optional.of(new Path(RUN, "chk-7")));

        assertThat(folders.checkpointFolders()).hasSize(1);
    }

    @Test
    void theRunWhoseCheckpointWasClaimedCounts() {
        for (String suffix : new String[] {"", "/_metadata"}) {
            JanitorFolders folders =
                    JanitorFolders.of(
                            JOB,
                            RUN,
                            LOG,
                            Optional.of(new Path("s3://old/" + EARLIER + "/chk-7" + suffix)));

            assertThat(all(folders))
                    .contains(
                            "s3://b/log/" + EARLIER + "/dstl",
                            "s3://old/" + EARLIER + "/taskowned");
            assertThat(folders.checkpointFolders()).contains(new Path("s3://old/" + EARLIER));
        }
    }

    @Test
    void aClaimedSavepointHasNoRunAroundIt() {
        for (String path : new String[] {"s3://b/savepoint-1234-5678", "s3://b/sub/chk-7"}) {
            JanitorFolders folders = JanitorFolders.of(JOB, RUN, LOG, Optional.of(new Path(path)));

            assertThat(folders.checkpointFolders()).hasSize(1);
        }
    }

    @Test
    void aFolderThatSeveralJobsShareIsNotOneOfAJob() {
        Path shared = new Path("s3://b/checkpoints");

        assertThat(JanitorFolders.isOf(JOB, shared)).isFalse();
        assertThatThrownBy(() -> JanitorFolders.of(JOB, shared, LOG, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allFoldersAreToBeMarked() {
        JanitorFolders folders =
                JanitorFolders.of(
                        JOB, RUN, LOG, Optional.of(new Path("s3://old/" + EARLIER + "/chk-7")));

        assertThat(folders.toBeMarked())
                .containsExactly(
                        new Path("s3://b/log/" + ID),
                        RUN,
                        new Path("s3://b/log/" + EARLIER),
                        new Path("s3://old/" + EARLIER));
    }

    @Test
    void aBasePathOfTheLogInTheDirectoryOfCheckpointsIsToBeMarkedToo() {
        JanitorFolders folders =
                JanitorFolders.of(
                        JOB, RUN, Optional.of(new Path("s3://b/checkpoints")), Optional.empty());

        assertThat(all(folders)).hasSize(2);
        assertThat(folders.toBeMarked()).containsExactly(RUN);
    }

    private static List<String> all(JanitorFolders folders) {
        return folders.all().stream()
                .map(JanitorFolders.Folder::toString)
                .collect(Collectors.toList());
    }
}
