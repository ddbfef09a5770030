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
package io.flinkgic.tests.s3;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
final class S3ServerTest {

    @TempDir private Path directory;

    /** A pipe ends when the process at its other end does, even one that was killed. */
    @Test
    void endsWhenWhoeverStartedItIsGone() throws Exception {
        try (S3Server server = S3Server.start(directory)) {
            Process process = server.process();
            assertThat(process.isAlive()).isTrue();

            process.getOutputStream().close();

            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void endsWhenItIsClosed() throws Exception {
        S3Server server = S3Server.start(directory);
        server.close();

        assertThat(server.process().isAlive()).isFalse();
    }
}
