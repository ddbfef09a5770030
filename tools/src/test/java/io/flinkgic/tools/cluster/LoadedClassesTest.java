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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import static org.assertj.core.api.Assertions.assertThat;

class LoadedClassesTest {

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.5s][info][class,load] a.B source: file:/lib/x-1.0.jar",
                "[0.512s][info][class,load] a.B source: jar:file:/lib/x-1.0.jar!/",
            })
    void jarOfAClassIsFoundInEitherForm(String line) throws IOException {
        assertThat(log(line).jarOf("a.B")).contains(Path.of("/lib/x-1.0.jar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0.5s][info][class,load] a.B source: jrt:/java.base",
                "[0.5s][info][class,load] a.BC source: file:/lib/x.jar",
                "[0.5s][info][class,load] a.B$C source: file:/lib/x.jar",
            })
    void otherClassesAndOtherOriginsAreNotTaken(String line) throws IOException {
        assertThat(log(line).jarOf("a.B")).isEmpty();
    }

    @Test
    void attributeComesFromTheJarThatTheClassCameFrom() throws IOException {
        Path jar = jarWithAttribute("one", "1");
        LoadedClasses classes = log("[1s][info][class,load] a.B source: " + jar.toUri());

        assertThat(classes.jarAttributeOf("a.B", "one")).contains("1");
        assertThat(classes.jarAttributeOf("a.B", "other")).isEmpty();
        assertThat(classes.jarAttributeOf("a.C", "one")).isEmpty();
    }

    private LoadedClasses log(String line) throws IOException {
        return new LoadedClasses(Files.writeString(directory.resolve("log"), "x\n" + line + "\n"));
    }

    private Path jarWithAttribute(String name, String value) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(name, value);
        Path jar = directory.resolve("with space.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
