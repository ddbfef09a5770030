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
package io.flinkgic.benchmarks.log;

import org.apache.flink.runtime.state.changelog.StateChangelogStorageFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stock Flink's log, loaded from its published jar beside ours of the same names. Everything but
 * these classes comes from the class path, so that both logs run on one and the same Flink.
 *
 * <p>Loaded once for each JVM, which ends with the benchmark.
 */
final class StockClasses extends URLClassLoader {

    /** Names the folder into which the build copies the stock jars. */
    static final String FOLDER_PROPERTY = "benchmarks.stock";

    private static final String SHADOWED = "org.apache.flink.changelog.";
    private static final String FACTORY = SHADOWED + "fs.FsStateChangelogStorageFactory";

    static {
        registerAsParallelCapable();
    }

    private StockClasses(URL jar) {
        super(new URL[] {jar}, StockClasses.class.getClassLoader());
    }

    static StateChangelogStorageFactory storageFactory() {
        try {
            return (StateChangelogStorageFactory)
                    Loaded.LOADER.loadClass(FACTORY).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not the log of stock Flink: " + FACTORY, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(SHADOWED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    private static URL jar() throws IOException {
        String folder = System.getProperty(FOLDER_PROPERTY);
        if (folder == null) {
            throw new IllegalStateException(
                    "the system property " + FOLDER_PROPERTY + " is missing");
        }
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(Path.of(folder), "flink-dstl-dfs-*.jar")) {
            for (Path jar : jars) {
                return jar.toUri().toURL();
            }
        }
        throw new IllegalStateException("no flink-dstl-dfs jar of stock Flink in " + folder);
    }

    private static final class Loaded {
        static final StockClasses LOADER = load();

        private static StockClasses load() {
            try {
                return new StockClasses(jar());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
