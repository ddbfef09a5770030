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
package io.flinkgic.tools.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class S3StoreTest {

    private static final String RANDOM = "2af2613f-7986-4351-85d2-33533d1383f3";

    @TempDir private Path buckets;

    @Test
    void whatAKilledServerHasHalfOfGoesAndObjectsStay() throws IOException {
        Path folder = Files.createDirectories(buckets.resolve("bucket/job-" + RANDOM));
        Path metadata = Files.createFile(folder.resolve("_metadata"));
        Path state = Files.createFile(folder.resolve(RANDOM));
        Path halfMetadata = Files.createFile(folder.resolve("_metadata-" + RANDOM));
        Path halfState = Files.createFile(folder.resolve(RANDOM + "-" + RANDOM));

        S3Store.dropHalfUploads(buckets);

        assertThat(metadata).exists();
        assertThat(state).exists();
        assertThat(halfMetadata).doesNotExist();
        assertThat(halfState).doesNotExist();
    }
}
