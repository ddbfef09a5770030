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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WrittenFilesTest {

    @TempDir private java.nio.file.Path directory;
    private WrittenFiles files;

    @BeforeEach
    void start() {
        Path path = new Path(directory.toUri());
        files =
                new WrittenFiles(
                        new FsCheckpointStreamFactory(
                                LocalFileSystem.getSharedInstance(), path, path, 0, 1));
    }

    @Test
    void whatIsWrittenCanBeRead() throws Exception {
        StreamStateHandle written = begin().closeAndGetHandle();
        try (java.io.InputStream in = written.openInputStream()) {
            assertThat(in.readAllBytes()).containsExactly(7);
        }
    }

    @Test
    void whatWasWrittenIsDeleted() throws Exception {
        assertThat(begin().closeAndGetHandle()).isNotNull();
        assertThat(begin().closeAndGetHandle()).isNotNull();
        assertThat(directory).isNotEmptyDirectory();
        files.drop();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileThatIsFinishedLaterIsDeletedToo() throws Exception {
        CheckpointStateOutputStream late = begin();
        files.drop();
        assertThatThrownBy(late::closeAndGetHandle)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("given up");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileWithoutBytesIsNone() throws Exception {
        CheckpointStateOutputStream empty =
                files.createCheckpointStateOutputStream(CheckpointedStateScope.SHARED);
        assertThat(empty.closeAndGetHandle()).isNull();
        files.drop();
        assertThat(directory).isEmptyDirectory();
    }

    private CheckpointStateOutputStream begin() throws IOException {
        CheckpointStateOutputStream stream =
                files.createCheckpointStateOutputStream(CheckpointedStateScope.SHARED);
        stream.write(7);
        return stream;
    }
}
