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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileSystemMarkerStoreTest {

    @TempDir private File directory;
    private final MarkerStore store = new FileSystemMarkerStore();

    @Test
    void whatIsWrittenIsListedReadReplacedAndDeleted() throws IOException {
        Path folder = new Path(new Path(directory.toURI()), "owners");
        Path file = new Path(folder, "marker");
        assertThat(store.exists(folder)).isFalse();
        assertThat(store.names(folder)).isEmpty();
        assertThat(store.read(file)).isEmpty();
        assertThat(store.modifiedMs(file)).isEmpty();

        store.write(file, "one");
        store.write(file, "two\n");
        store.write(new Path(folder, "folder/other"), "is not one of its files");

        assertThat(store.exists(folder)).isTrue();
        assertThat(store.names(folder)).containsExactly("marker");
        assertThat(store.read(file)).hasValue("two\n");
        assertThat(store.modifiedMs(file))
                .hasValue(new File(directory, "owners/marker").lastModified());

        store.delete(file);
        store.delete(file);
        assertThat(store.names(folder)).isEmpty();
    }

    @Test
    void markersOfWhichOneVanishesAreNotTakenForNone() throws IOException {
        store.write(new Path(new Path(directory.toURI()), "theirs"), "marker");
        Files.createSymbolicLink(
                directory.toPath().resolve("another"), directory.toPath().resolve("gone"));

        assertThatThrownBy(() -> store.names(new Path(directory.toURI())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot list");
    }

    @Test
    void aFileSystemThatIsUnknownIsAFailureOfEachCall() {
        Path file = new Path("unknown://somewhere/marker");
        assertThatThrownBy(() -> store.exists(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.names(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.read(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.modifiedMs(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.write(file, "")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.delete(file)).isInstanceOf(IOException.class);
    }
}
