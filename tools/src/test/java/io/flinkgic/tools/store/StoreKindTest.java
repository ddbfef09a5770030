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

import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.WorkDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoreKindTest {

    @TempDir private Path repository;
    private WorkDirectory work;

    @BeforeEach
    void createWorkDirectory() throws IOException {
        work = WorkDirectory.create("store-test");
    }

    @AfterEach
    void deleteWorkDirectory() throws IOException {
        work.delete();
    }

    @Test
    void aLocalStoreCanBeWhateverItIsTold() throws Exception {
        file("flink-tests/flink-faulty-store/target/flink-gic-faulty-store-1.jar");
        Store store = open(StoreKind.local);

        for (StoreCondition condition : StoreCondition.values()) {
            assertThat(store.can(condition)).isTrue();
            store.become(condition);
            assertThat(work.store().resolve("condition")).hasContent(condition.name());
        }
        assertThat(store.onDisk(work.changelog())).isEqualTo(work.changelog());
    }

    @Test
    void anS3ServerCanBeGoneOrHangAndKeepsItsObjectsAsFiles() throws Exception {
        file("flink-tests/flink-s3-server/target/plugins/s3-presto/plugin.jar");
        file("flink-tests/flink-s3-server/target/s3-server/server.jar");
        Store store = open(StoreKind.s3presto);

        assertThat(store.can(StoreCondition.fails)).isTrue();
        assertThat(store.can(StoreCondition.hangs)).isTrue();
        assertThat(store.can(StoreCondition.full)).isFalse();
        assertThat(store.can(StoreCondition.slow)).isFalse();
        assertThat(store.onDisk(Path.of("/changelog/job/dstl/a")))
                .isEqualTo(store.log().resolve("job/dstl/a"));
        Path metadata = store.checkpoints().resolve("job/chk-1/a");
        assertThat(store.onDisk(metadata)).isEqualTo(metadata);
    }

    @Test
    void whatIsNotBuiltIsNamed() {
        assertThatThrownBy(() -> open(StoreKind.local))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("flink-faulty-store");
        assertThatThrownBy(() -> open(StoreKind.s3hadoop))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3-hadoop");
    }

    private Store open(StoreKind kind) throws IOException {
        return kind.open(work, new BuildProducts(repository));
    }

    private void file(String name) throws IOException {
        Path file = repository.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
