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

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.testkit.SegmentStoreContract;
import org.apache.flink.changelog.testkit.objectstore.ObjectStoreFileSystem;
import org.apache.flink.changelog.testkit.objectstore.ObjectStoreOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The same contract where there is neither a directory nor a rename, and requests take time. */
final class ObjectStoreSegmentStoreTest extends SegmentStoreContract {

    @TempDir private File directory;

    @BeforeAll
    static void theStoreIsQuick() {
        Configuration configuration = new Configuration();
        configuration.set(ObjectStoreOptions.PUT_LATENCY, Duration.ofMillis(1));
        configuration.set(ObjectStoreOptions.GET_LATENCY, Duration.ofMillis(1));
        configuration.set(ObjectStoreOptions.DELETE_LATENCY, Duration.ofMillis(1));
        FileSystem.initialize(configuration, null);
    }

    @AfterAll
    static void asBefore() {
        FileSystem.initialize(new Configuration(), null);
    }

    @Override
    protected SegmentStore openStore() throws Exception {
        Path path = new Path(ObjectStoreFileSystem.uri(directory.toPath()));
        FileDirectory opened = new FileDirectory(path.getFileSystem(), path);
        return new FileSegmentStore(
                () -> opened,
                new FileBatchSettings(100, SegmentCompression.LZ4),
                UUID::randomUUID,
                Optional.empty());
    }

    @Override
    protected int readableBatches() {
        return directory.list((folder, name) -> !name.startsWith(".")).length;
    }
}
