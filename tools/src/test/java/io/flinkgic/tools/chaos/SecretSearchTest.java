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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.stage.ClusterOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.assertj.core.api.Assertions.assertThat;

class SecretSearchTest {

    @TempDir private Path logs;

    @Test
    void everyOptionHasASecretThatTheSearchFinds() throws IOException {
        for (String secret : SecretSearch.options().values()) {
            Path log = logs.resolve("x.out");
            Files.writeString(log, "all is well\nthe password is " + secret + ", of course\n");

            assertThat(SecretSearch.in(logs))
                    .containsExactly("x.out: the password is " + secret + ", of course");
        }
    }

    @Test
    void logsWithoutASecretAreSilent() throws IOException {
        Files.writeString(logs.resolve("x.out"), "password: ******\n");

        assertThat(SecretSearch.in(logs)).isEmpty();
    }

    @Test
    void filesInFoldersAndFilesThatAreNoTextAreSearched() throws IOException {
        Path folder = Files.createDirectory(logs.resolve("folder"));
        Path file = folder.resolve("core");
        Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0x80, '\n', (byte) 0xc3});
        assertThat(SecretSearch.in(logs)).isEmpty();

        byte[] secret = ClusterOptions.SECRET.getBytes(StandardCharsets.US_ASCII);
        Files.write(file, secret, StandardOpenOption.APPEND);

        assertThat(SecretSearch.in(logs)).hasSize(1).first().asString().startsWith("core: ");
    }

    @Test
    void eachFileIsNamedOnceWithTheFirstSecretInIt() throws IOException {
        String two = ClusterOptions.SECRET + "1\n" + ClusterOptions.SECRET + "2\n";
        Files.writeString(logs.resolve("a.out"), two);
        Files.writeString(logs.resolve("b.out"), two);

        assertThat(SecretSearch.in(logs))
                .containsExactlyInAnyOrder(
                        "a.out: " + ClusterOptions.SECRET + "1",
                        "b.out: " + ClusterOptions.SECRET + "1");
    }
}
