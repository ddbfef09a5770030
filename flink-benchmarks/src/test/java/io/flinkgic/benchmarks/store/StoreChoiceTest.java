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
package io.flinkgic.benchmarks.store;

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class StoreChoiceTest {

    private static final int BYTES = 1_000;

    @TempDir private java.nio.file.Path folder;

    @AfterAll
    static void fileSystemsAreThoseOfFlinkAgain() {
        FileSystem.initialize(new Configuration(), null);
    }

    @ParameterizedTest
    @EnumSource
    void storeTellsWhatItWasAskedFor(StoreChoice choice) throws Exception {
        try (MeasuredStore store = choice.open(folder)) {
            store.install(new Configuration());
            Path object = new Path(store.root().resolve("checkpoints/job/chk-1/_metadata"));
            FileSystem files = object.getFileSystem();

            try (FSDataOutputStream stream = files.create(object, WriteMode.NO_OVERWRITE)) {
                stream.write(new byte[BYTES]);
            }
            try (FSDataInputStream stream = files.open(object)) {
                assertThat(stream.readAllBytes()).hasSize(BYTES);
            }

            assertThat(store.objects()).isOne();
            assertThat(store.meter().total().uploadedBytes(ObjectKind.METADATA)).isEqualTo(BYTES);
            assertThat(store.meter().total().downloadedBytes(ObjectKind.METADATA)).isEqualTo(BYTES);
            assertThat(store.requests())
                    .containsEntry(RequestKind.PUT, 1L)
                    .containsEntry(RequestKind.GET, 1L)
                    .containsEntry(RequestKind.DELETE, 0L)
                    .containsOnlyKeys(RequestKind.values());

            files.delete(object, false);

            assertThat(store.objects()).isZero();
            assertThat(store.requests()).containsEntry(RequestKind.DELETE, 1L);
        }
    }
}
