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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FolderListingTest {

    @TempDir private java.nio.file.Path folder;

    @Test
    void aFolderThatIsNotThereIsEmpty() throws IOException {
        assertThat(FolderListing.of(new Path(folder.resolve("none").toUri()))).isEmpty();
    }

    @Test
    void whatIsDeletedDuringTheFirstLookIsNotThereInTheNext() throws IOException {
        Files.createFile(folder.resolve("stays"));
        java.nio.file.Path vanishing =
                Files.createSymbolicLink(folder.resolve("vanishing"), folder.resolve("gone"));

        List<FileStatus> listed =
                FolderListing.of(
                        new Path(folder.toUri()),
                        new LocalFileSystem() {
                            @Override
                            public FileStatus[] listStatus(Path of) throws IOException {
                                try {
                                    return super.listStatus(of);
                                } finally {
                                    Files.deleteIfExists(vanishing);
                                }
                            }
                        });

        assertThat(listed).extracting(file -> file.getPath().getName()).containsExactly("stays");
    }
}
