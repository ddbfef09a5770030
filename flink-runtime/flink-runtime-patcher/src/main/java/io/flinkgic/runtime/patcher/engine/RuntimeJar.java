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
package io.flinkgic.runtime.patcher.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The published flink-runtime jar, read only. */
final class RuntimeJar implements Closeable {

    private static final String VERSION_FILE = ".flink-runtime.version.properties";

    private final Path path;
    private final JarFile jar;

    RuntimeJar(Path path) throws IOException {
        this.path = path;
        try {
            this.jar = new JarFile(path.toFile());
        } catch (IOException e) {
            throw new IOException("Cannot read the published flink-runtime jar " + path, e);
        }
    }

    Path path() {
        return path;
    }

    Enumeration<JarEntry> entries() {
        return jar.entries();
    }

    /** The class file of a class, empty if the jar has no such class. */
    Optional<byte[]> classFile(String className) {
        try {
            return read(className.replace('.', '/') + ".class");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + className + " from " + path, e);
        }
    }

    /** Reads an entry whole, empty if there is none of this name. */
    Optional<byte[]> read(String entryName) throws IOException {
        JarEntry entry = jar.getJarEntry(entryName);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return Optional.of(in.readAllBytes());
        }
    }

    /** The Flink version that the runtime itself reports. */
    String flinkVersion() throws IOException {
        JarEntry entry = jar.getJarEntry(VERSION_FILE);
        if (entry == null) {
            throw new IOException(path + " is no flink-runtime jar: it has no " + VERSION_FILE);
        }
        Properties properties = new Properties();
        try (InputStream in = jar.getInputStream(entry)) {
            properties.load(in);
        }
        return Optional.ofNullable(properties.getProperty("project.version"))
                .orElseThrow(
                        () -> new IOException(VERSION_FILE + " in " + path + " has no version"));
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
