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
package io.flinkgic.tools.cluster;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DropInTest {

    @TempDir private Path directory;

    private Path stock;

    @BeforeEach
    void makeStock() throws IOException {
        stock = directory.resolve("stock");
        for (String file :
                new String[] {
                    "bin/jobmanager.sh", "bin/taskmanager.sh", "bin/flink", "lib/flink-dist-1.jar"
                }) {
            Files.createDirectories(stock.resolve(file).getParent());
            Files.writeString(stock.resolve(file), file);
        }
        assertThat(stock.resolve("bin/flink").toFile().setExecutable(true)).isTrue();
    }

    @Test
    void jarsOfTheBundleLieBesideTheStockOnesInACopy() throws IOException {
        Path copy = directory.resolve("copy");

        FlinkHome home =
                DropIn.install(
                        stock, bundle("a.jar", "deep/b.jar", "INSTALL.txt"), copy, jar -> true);

        assertThat(home.directory()).isEqualTo(copy);
        assertThat(copy.resolve("lib")).isDirectoryContaining("glob:**/flink-dist-1.jar");
        assertThat(copy.resolve("lib/a.jar")).hasContent("a.jar");
        assertThat(copy.resolve("lib/b.jar")).hasContent("deep/b.jar");
        assertThat(copy.resolve("lib/INSTALL.txt")).doesNotExist();
        assertThat(copy.resolve("bin/flink")).isExecutable();
        assertThat(stock.resolve("lib/a.jar")).doesNotExist();
    }

    @Test
    void jarsThatAreNotChosenAreLeftOut() throws IOException {
        Path copy = directory.resolve("copy");

        DropIn.install(stock, bundle("a.jar", "b.jar"), copy, jar -> jar.startsWith("a"));

        assertThat(copy.resolve("lib/a.jar")).exists();
        assertThat(copy.resolve("lib/b.jar")).doesNotExist();
    }

    @Test
    void bundleWithoutAJarIsRefused() throws IOException {
        Path bundle = bundle("INSTALL.txt");

        assertThatThrownBy(
                        () -> DropIn.install(stock, bundle, directory.resolve("copy"), jar -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contains no jar");
    }

    @Test
    void stockThatIsMissingIsNamed() throws IOException {
        Path bundle = bundle("a.jar");
        Path missing = directory.resolve("missing");

        assertThatThrownBy(
                        () ->
                                DropIn.install(
                                        missing, bundle, directory.resolve("copy"), jar -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
    }

    private Path bundle(String... names) throws IOException {
        Path bundle = directory.resolve("bundle.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bundle;
    }
}
