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
package io.flinkgic.tools.stage;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;

class WorkDirectoryTest {

    @Test
    void changelogFilesAreCountedInAllFolders() throws IOException {
        WorkDirectory work = WorkDirectory.create("test");
        try {
            Files.createDirectories(work.changelog().resolve("job/dstl"));
            assertThat(work.changelogFiles()).isZero();
            Files.createFile(work.changelog().resolve("job/dstl/one"));
            Files.createFile(work.changelog().resolve("two"));
            assertThat(work.changelogFiles()).isEqualTo(2);
        } finally {
            work.delete();
        }
    }

    @Test
    void deletedDirectoryIsGoneWithAllThatWasWrittenThere() throws IOException {
        WorkDirectory work = WorkDirectory.create("test");
        Files.createDirectories(work.output().resolve("a/b"));
        Files.createFile(work.output().resolve("a/b/c"));

        work.delete();

        assertThat(work.root()).doesNotExist();
    }
}
