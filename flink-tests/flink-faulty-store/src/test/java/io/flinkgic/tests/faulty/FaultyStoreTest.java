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
package io.flinkgic.tests.faulty;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultyStoreTest {

    private final List<Long> pauses = new ArrayList<>();

    @TempDir private java.nio.file.Path directory;
    private java.nio.file.Path condition;
    private FileSystem store;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        condition = directory.resolve("condition");
        file = new Path("faulty:" + directory.resolve("files/one"));
        store =
                new FaultyStore(
                        new Control(
                                condition,
                                ms -> {
                                    pauses.add(ms);
                                    if (ms == 50 && pauses.size() == 3) {
                                        say("fine");
                                    }
                                }));
    }

    @Test
    void withoutAWordTheStoreIsFineAndItsPathsHaveItsScheme() throws IOException {
        write();

        FileStatus[] all = store.listStatus(file.getParent());
        assertThat(all).hasSize(1);
        assertThat(all[0].getPath().toUri().getScheme()).isEqualTo("faulty");
        assertThat(all[0].getLen()).isEqualTo(4_000);
        assertThat(store.open(file).readAllBytes()).hasSize(4_000);
        assertThat(pauses).isEmpty();
    }

    @Test
    void whateverIsDoneFails() throws IOException {
        FSDataOutputStream begun = store.create(file, FileSystem.WriteMode.NO_OVERWRITE);
        say("fails");

        assertThatThrownBy(() -> begun.write(1)).hasMessageContaining("injected");
        assertThatThrownBy(begun::close).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.open(file)).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.exists(file)).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.delete(file, false)).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.listStatus(file)).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.getFileStatus(file)).hasMessageContaining("injected");
        assertThatThrownBy(() -> store.mkdirs(file)).hasMessageContaining("injected");
    }

    @Test
    void aFullStoreStillReadsAndDeletes() throws IOException {
        write();
        say("full");

        assertThatThrownBy(this::write).hasMessageContaining("No space left");
        assertThat(store.open(file).readAllBytes()).hasSize(4_000);
        assertThat(store.delete(file, false)).isTrue();
    }

    @Test
    void aSlowStoreTakesItsTimeForCallsAndBytes() throws IOException {
        say("slow");
        write();
        assertThat(pauses).startsWith(300L).contains(2L).endsWith(300L);
    }

    @Test
    void aStoreThatHangsAnswersWhenItIsFineAgain() throws IOException {
        say("hangs");
        write();
        assertThat(pauses).containsExactly(50L, 50L, 50L);
        assertThat(store.exists(file)).isTrue();
    }

    @Test
    void aWordThatIsNoConditionIsAnError() {
        say("odd");
        assertThatThrownBy(() -> store.exists(file)).hasMessageContaining(condition.toString());
    }

    @Test
    void theFactoryDemandsItsOption() throws IOException {
        FaultyStoreFactory factory = new FaultyStoreFactory();
        assertThatThrownBy(() -> factory.create(file.toUri()))
                .hasMessageContaining("faulty-store.control");

        Configuration configuration = new Configuration();
        configuration.setString("faulty-store.control", condition.toString());
        factory.configure(configuration);
        say("fails");
        assertThatThrownBy(() -> factory.create(file.toUri()).exists(file))
                .hasMessageContaining("injected");
    }

    private void write() throws IOException {
        try (FSDataOutputStream out = store.create(file, FileSystem.WriteMode.OVERWRITE)) {
            out.write(new byte[4_000]);
        }
    }

    private void say(String word) {
        try {
            Files.writeString(condition, word + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
