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
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageAccess;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

class RunFolderTest {

    private final JobID job = new JobID(1, 1);

    @TempDir private File directory;

    @Test
    void checkpointsInFilesAreInAFolderThatIsQualifiedAndNotMadeHere() throws IOException {
        File folder = new File(directory, "checkpoints");
        CheckpointStorageAccess storage =
                new FileSystemCheckpointStorage("file://" + folder).createCheckpointStorage(job);

        assertThat(RunFolder.of(storage)).hasValue(new Path("file:" + folder + "/" + job));
        assertThat(folder).doesNotExist();
    }

    @Test
    void aFolderOfAllJobsIsGivenAsItIs() throws IOException {
        Path folder = new Path("file:" + directory);
        CheckpointStorageAccess storage =
                new FsCheckpointStorageAccess(
                        folder.getFileSystem(), folder, null, false, job, 0, 4096);

        assertThat(RunFolder.of(storage)).hasValue(folder);
    }

    @Test
    void checkpointsOnTheHeapAreInNoFolder() throws IOException {
        assertThat(RunFolder.of(new JobManagerCheckpointStorage().createCheckpointStorage(job)))
                .isEmpty();
    }

    @Test
    void aPathOfAnUnknownFileSystemStaysAsItIs() {
        Path path = new Path("unknown://somewhere/x");

        assertThat(RunFolder.qualified(path)).isEqualTo(path);
    }
}
