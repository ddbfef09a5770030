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
package org.apache.flink.changelog.reader;

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A handle may name any file, since logs of other runs are restored, too. What is no log of ours is
 * not shown, and stays as it is.
 */
class ForeignFileTest {

    private static final String CONTENT = "user:correct horse battery staple\n".repeat(20);

    @TempDir private File directory;

    private File file;

    @BeforeEach
    void writeFile() throws IOException {
        file = new File(directory, "foreign");
        Files.writeString(file.toPath(), CONTENT);
    }

    @Test
    void aFileThatIsNoLogIsRefusedAndNotShown() throws Exception {
        for (int offset = 0; offset <= CONTENT.length() + 20; offset++) {
            int at = offset;
            Throwable refusal = catchThrowable(() -> read(file, at));
            assertThat(refusal)
                    .isInstanceOfAny(CorruptSegmentException.class, TruncatedSegmentException.class)
                    .hasMessageContaining(file.getName());
            for (String word : new String[] {"correct", "horse", "battery", "staple"}) {
                assertThat(refusal).hasMessageNotContaining(word);
                assertThat(refusal).hasMessageNotContaining(hex(word));
            }
        }
        assertThat(Files.readString(file.toPath())).isEqualTo(CONTENT);
        assertThat(directory.list()).containsExactly(file.getName());
    }

    @Test
    void aDirectoryOrNothingIsAnOrdinaryError() {
        assertThat(catchThrowable(() -> read(directory, 0))).isInstanceOf(IOException.class);
        assertThat(catchThrowable(() -> read(new File(directory, "nothing"), 0)))
                .isInstanceOf(IOException.class);
    }

    private static void read(File file, long offset) throws Exception {
        FileStateHandle handle = new FileStateHandle(Path.fromLocalFile(file), 1 << 30);
        new StreamHandleChangelogReader()
                .getChanges(
                        new ChangelogStateHandleStreamImpl(
                                List.of(Tuple2.of(handle, offset)),
                                KeyGroupRange.of(0, 3),
                                1,
                                1,
                                "filesystem"))
                .close();
    }

    private static String hex(String word) {
        StringBuilder hex = new StringBuilder();
        for (byte letter : word.getBytes(US_ASCII)) {
            hex.append(Integer.toHexString(letter));
        }
        return hex.toString();
    }
}
