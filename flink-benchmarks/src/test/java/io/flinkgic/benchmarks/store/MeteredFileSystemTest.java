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
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystemFactory;
import org.apache.flink.util.clock.SystemClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;

import static org.assertj.core.api.Assertions.assertThat;

class MeteredFileSystemTest {

    private final StoreMeter meter = new StoreMeter(SystemClock.getInstance());

    @TempDir private java.nio.file.Path folder;
    private FileSystem files = FileSystem.getLocalFileSystem();

    @BeforeEach
    void meterAFileSystem() throws Exception {
        files =
                MeteredFileSystem.factory(new LocalFileSystemFactory(), meter)
                        .create(URI.create("file:///"));
    }

    @Test
    void bytesAreCountedHoweverTheyAreWritten() throws Exception {
        try (FSDataOutputStream stream = files.create(path("dstl/a"), WriteMode.NO_OVERWRITE)) {
            stream.write(1);
            stream.write(new byte[20]);
            stream.write(new byte[400], 50, 300);
        }

        assertThat(meter.total().uploadedBytes(ObjectKind.LOG)).isEqualTo(321);
        assertThat(meter.total().uploadedBytes(ObjectKind.METADATA)).isZero();
    }

    @Test
    void bytesAreCountedHoweverTheyAreRead() throws Exception {
        Path path = path("shared/a");
        try (FSDataOutputStream stream = files.create(path, WriteMode.NO_OVERWRITE)) {
            stream.write(new byte[321]);
        }

        try (FSDataInputStream stream = files.open(path)) {
            assertThat(stream.read()).isZero();
            assertThat(stream.read(new byte[20])).isEqualTo(20);
            assertThat(stream.read(new byte[400], 50, 350)).isEqualTo(300);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[1])).isEqualTo(-1);
        }
        assertThat(meter.total().downloadedBytes(ObjectKind.MATERIALIZED)).isEqualTo(321);

        try (FSDataInputStream stream = files.open(path, 4096)) {
            assertThat(stream.readAllBytes()).hasSize(321);
        }
        assertThat(meter.total().downloadedBytes(ObjectKind.MATERIALIZED)).isEqualTo(642);
    }

    private Path path(String name) {
        return new Path(folder.resolve(name).toUri());
    }
}
