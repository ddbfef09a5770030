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
package org.apache.flink.changelog.fs;

import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.testkit.SegmentStoreContract;
import org.apache.flink.core.fs.Path;

import io.flinkgic.tests.s3.S3Plugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import java.io.IOException;

/** Skipped where there is no Docker; the same suite always runs against the S3 server. */
@Testcontainers(disabledWithoutDocker = true)
final class MinioSegmentStoreTest extends SegmentStoreContract {

    @Container private static final MinioContainer MINIO = new MinioContainer();

    private final Path path = MinioContainer.newBasePath();

    @BeforeAll
    static void install() throws IOException {
        S3Plugin.PRESTO.install(MINIO.flinkConfiguration());
    }

    @AfterAll
    static void uninstall() {
        S3Plugin.uninstall();
    }

    @Override
    protected SegmentStore openStore() throws IOException {
        return FilesAt.store(path);
    }

    @Override
    protected int readableBatches() throws IOException {
        return FilesAt.count(path);
    }
}
