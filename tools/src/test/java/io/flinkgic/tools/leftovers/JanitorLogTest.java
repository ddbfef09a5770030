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
package io.flinkgic.tools.leftovers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class JanitorLogTest {

    @TempDir private Path directory;

    @Test
    void deletionsOfAllRoundsAreAddedUp() throws IOException {
        String janitor = "INFO Janitor [] - Janitor of job 0123456789abcdef0123456789abcdef: ";
        Path log =
                Files.writeString(
                        directory.resolve("log"),
                        janitor
                                + "deleted 2 files of 30 bytes, failed for 0, kept {}.\n"
                                + "INFO something else deleted 9 files of 9 bytes\n"
                                + janitor
                                + "would have deleted 5 files of 50 bytes, failed for 0.\n"
                                + janitor
                                + "deleted 1 files of 4 bytes, failed for 0, kept {}.\n");

        assertThat(JanitorLog.of(log).files()).isEqualTo(3);
        assertThat(JanitorLog.of(log).bytes()).isEqualTo(34);
    }
}
