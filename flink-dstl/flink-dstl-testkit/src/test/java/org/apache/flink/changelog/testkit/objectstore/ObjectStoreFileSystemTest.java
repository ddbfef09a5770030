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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.changelog.testkit.ManualClock;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ObjectStoreFileSystemTest {

    private static final int PART = 1_000_000;
    private static final int PER_SECOND = 10_000_000;

    @TempDir private java.nio.file.Path folder;

    private final ManualClock clock = new ManualClock();
    private final Configuration configuration = new Configuration();
    private FileSystem store = FileSystem.getLocalFileSystem();
    private StoreMeter meter = new StoreMeter(clock);

    @BeforeEach
    void everyRequestTakesTenMilliseconds() {
        configuration.set(ObjectStoreOptions.LATENCY_SPREAD, 0.0);
        configuration.set(ObjectStoreOptions.TAIL_SHARE, 0.0);
        configuration.set(ObjectStoreOptions.PUT_LATENCY, Duration.ofMillis(10));
        configuration.set(ObjectStoreOptions.GET_LATENCY, Duration.ofMillis(10));
        configuration.set(ObjectStoreOptions.DELETE_LATENCY, Duration.ofMillis(10));
        configuration.set(ObjectStoreOptions.LIST_LATENCY, Duration.ofMillis(10));
        configuration.set(ObjectStoreOptions.BANDWIDTH, new MemorySize(PER_SECOND));
        configuration.set(ObjectStoreOptions.PART_SIZE, new MemorySize(PART));
        open();
    }

    @AfterEach
    void noHiddenFileIsLeft() throws Exception {
        try (Stream<java.nio.file.Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void anObjectAppearsWholeWhenItIsClosed() throws Exception {
        Path path = path("a/b");
        try (FSDataOutputStream stream = store.create(path, WriteMode.NO_OVERWRITE)) {
            stream.write(new byte[2 * PART + 7]);
            stream.flush();
            stream.sync();
            assertThat(store.exists(path)).isFalse();
            assertThat(store.exists(path("a"))).isFalse();
            assertThat(stream.getPos()).isEqualTo(2 * PART + 7);
        }

        assertThat(store.getFileStatus(path).getLen()).isEqualTo(2 * PART + 7);
        assertThat(store.getFileStatus(path).isDir()).isFalse();
        assertThat(store.getFileStatus(path("a")).isDir()).isTrue();
    }

    @Test
    void anUploadInPartsTransfersFullPartsWhileItIsWritten() throws Exception {
        FSDataOutputStream stream = store.create(path("a"), WriteMode.OVERWRITE);
        stream.write(new byte[3 * PART - 1]);
        assertThat(uploaded(ObjectKind.OTHER)).isEqualTo(2 * PART);

        stream.close();
        assertThat(uploaded(ObjectKind.OTHER)).isEqualTo(3 * PART - 1);
        assertThat(meter.total().requests(RequestKind.PUT)).isEqualTo(5);
        assertThat(clock.relativeTimeMillis()).isBetween(340L, 350L);
    }

    @Test
    void aSmallObjectIsOnePut() throws Exception {
        write(path("a"), PART - 1);

        assertThat(meter.total().requests(RequestKind.PUT)).isEqualTo(1);
        assertThat(clock.relativeTimeMillis()).isBetween(105L, 110L);
    }

    @Test
    void anEmptyObjectIsOnePutToo() throws Exception {
        write(path("a"), 0);

        assertThat(meter.total().requests(RequestKind.PUT)).isEqualTo(1);
        assertThat(store.getFileStatus(path("a")).getLen()).isZero();
    }

    @Test
    void withoutPartsEverythingIsTransferredAtTheEnd() throws Exception {
        configuration.set(ObjectStoreOptions.MULTIPART, false);
        open();
        FSDataOutputStream stream = store.create(path("a"), WriteMode.OVERWRITE);
        stream.write(new byte[3 * PART]);
        assertThat(uploaded(ObjectKind.OTHER)).isZero();

        stream.close();
        assertThat(uploaded(ObjectKind.OTHER)).isEqualTo(3 * PART);
        assertThat(meter.total().requests(RequestKind.PUT)).isEqualTo(1);
    }

    @Test
    void whatWasWrittenIsReadAlsoAfterASeek() throws Exception {
        byte[] bytes = {1, 2, 3, 4, 5, 6};
        try (FSDataOutputStream stream = store.create(path("a"), WriteMode.NO_OVERWRITE)) {
            stream.write(bytes);
        }

        try (FSDataInputStream stream = store.open(path("a"))) {
            assertThat(stream.read()).isEqualTo(1);
            stream.seek(3);
            assertThat(stream.readAllBytes()).containsExactly(4, 5, 6);
            assertThat(stream.getPos()).isEqualTo(6);
            assertThat(stream.read()).isEqualTo(-1);
            stream.seek(0);
            assertThat(stream.skip(100)).isEqualTo(6);
        }
        assertThat(meter.total().requests(RequestKind.GET)).isEqualTo(2);
    }

    @Test
    void downloadsTakeTheirTimeAndAreCounted() throws Exception {
        write(path("x/dstl/a"), PER_SECOND);
        long beganMs = clock.relativeTimeMillis();

        try (FSDataInputStream stream = store.open(path("x/dstl/a"))) {
            while (stream.read(new byte[1_000]) > 0) {
                // on
            }
        }

        assertThat(clock.relativeTimeMillis() - beganMs).isBetween(1_010L, 1_025L);
        assertThat(meter.total().downloadedBytes(ObjectKind.LOG)).isEqualTo(PER_SECOND);
    }

    @Test
    void anExistingObjectIsReplacedOnlyIfAskedFor() throws Exception {
        write(path("a"), 3);

        assertThatThrownBy(() -> store.create(path("a"), WriteMode.NO_OVERWRITE))
                .isInstanceOf(FileAlreadyExistsException.class);
        write(path("a"), 5);
        assertThat(store.getFileStatus(path("a")).getLen()).isEqualTo(5);
        assertThat(meter.total().objects(ObjectKind.OTHER)).isEqualTo(1);
    }

    @Test
    void aPrefixListsWhatIsRightBelowIt() throws Exception {
        write(path("job/chk-1/a"), 1);
        write(path("job/b"), 2);
        try (FSDataOutputStream pending = store.create(path("job/c/d"), WriteMode.NO_OVERWRITE);
                FSDataOutputStream beside = store.create(path("job/e"), WriteMode.NO_OVERWRITE)) {
            assertThat(beside.getPos()).isZero();
            assertThat(pending.getPos()).isZero();
            assertThat(store.listStatus(path("job")))
                    .extracting(FileStatus::getPath)
                    .containsExactly(path("job/b"), path("job/chk-1"));
        }
        assertThat(store.listStatus(path("job/b"))).hasSize(1);
        assertThatThrownBy(() -> store.listStatus(path("none")))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void aPrefixIsDeletedOnlyRecursivelyAndIsGoneWithItsObjects() throws Exception {
        write(path("job/chk-1/a"), 1);
        write(path("job/chk-1/b"), 1);

        assertThatThrownBy(() -> store.delete(path("job"), false)).isInstanceOf(IOException.class);
        assertThat(store.delete(path("job"), true)).isTrue();

        assertThat(store.exists(path("job"))).isFalse();
        assertThat(store.delete(path("job"), true)).isFalse();
        assertThat(meter.total().objects(ObjectKind.EXCLUSIVE)).isZero();
    }

    @Test
    void objectsAreNeverRenamed() {
        assertThatThrownBy(() -> store.rename(path("a"), path("b")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatIsMissingIsNotFound() {
        assertThatThrownBy(() -> store.open(path("a"))).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> store.getFileStatus(path("a")))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void aWriterFailsAfterItsStreamWasClosed() throws Exception {
        FSDataOutputStream stream = store.create(path("a"), WriteMode.OVERWRITE);
        stream.close();
        stream.close();

        assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptedUploadLeavesNothing() throws Exception {
        store =
                new ObjectStoreFileSystem(
                        configuration,
                        clock,
                        nanos -> {
                            throw new InterruptedIOException("interrupted");
                        });
        FSDataOutputStream stream = store.create(path("a"), WriteMode.OVERWRITE);
        stream.write(1);

        assertThatThrownBy(stream::close).isInstanceOf(InterruptedIOException.class);
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void eachKindIsCountedBySecond() throws Exception {
        write(path("dstl/a"), 10);
        write(path("job/taskowned/b"), 2 * PER_SECOND);
        write(path("job/chk-7/_metadata"), 30);
        write(path("job/chk-7/c"), 40);
        assertThat(store.delete(path("job/chk-7/c"), false)).isTrue();

        StoreCounts total = meter.total();
        assertThat(total.uploadedBytes(ObjectKind.LOG)).isEqualTo(10);
        assertThat(total.uploadedBytes(ObjectKind.MATERIALIZED)).isEqualTo(2 * PER_SECOND);
        assertThat(total.uploadedBytes(ObjectKind.METADATA)).isEqualTo(30);
        assertThat(total.uploadedBytes(ObjectKind.EXCLUSIVE)).isEqualTo(40);
        assertThat(total.objects(ObjectKind.METADATA)).isEqualTo(1);
        assertThat(total.objects(ObjectKind.EXCLUSIVE)).isZero();
        assertThat(total.openUploads(ObjectKind.LOG)).isZero();
        assertThat(meter.perSecond()).containsOnlyKeys(0L, 1L, 2L);
        assertThat(meter.perSecond().values())
                .allMatch(
                        second ->
                                second.uploadedBytes(ObjectKind.MATERIALIZED)
                                        <= PER_SECOND + SharedBandwidth.TURN_BYTES);
    }

    @Test
    void uploadsInProgressAreSeen() throws Exception {
        try (FSDataOutputStream stream = store.create(path("shared/a"), WriteMode.NO_OVERWRITE)) {
            stream.write(1);
            assertThat(meter.total().openUploads(ObjectKind.MATERIALIZED)).isEqualTo(1);
        }
        assertThat(meter.total().openUploads(ObjectKind.MATERIALIZED)).isZero();
    }

    private void open() {
        ObjectStoreFileSystem opened =
                new ObjectStoreFileSystem(
                        configuration,
                        clock,
                        nanos ->
                                clock.advance(
                                        Duration.ofNanos(
                                                Math.max(0, nanos - clock.relativeTimeNanos()))));
        store = opened;
        meter = opened.meter();
    }

    private long uploaded(ObjectKind kind) {
        return meter.total().uploadedBytes(kind);
    }

    private void write(Path path, int bytes) throws IOException {
        try (FSDataOutputStream stream = store.create(path, WriteMode.OVERWRITE)) {
            stream.write(new byte[bytes]);
        }
    }

    private Path path(String name) {
        return new Path(ObjectStoreFileSystem.uri(folder.resolve(name)));
    }
}
