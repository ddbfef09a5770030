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

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes of flink-runtime-extensions, which travel in the patched jars. */
final class ExtensionClasses {

    private static final String SUFFIX = ".class";

    private ExtensionClasses() {}

    /**
     * Reads class files by class name, sorted.
     *
     * @param location the module's jar, or the folder it was compiled to
     */
    static Map<String, byte[]> read(Path location) throws IOException {
        if (Files.isDirectory(location)) {
            return readTree(location);
        }
        try (FileSystem jar = FileSystems.newFileSystem(location, (ClassLoader) null)) {
            return readTree(jar.getPath("/"));
        }
    }

    private static Map<String, byte[]> readTree(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            files = tree.filter(ExtensionClasses::isClassFile).collect(Collectors.toList());
        }
        Map<String, byte[]> classes = new TreeMap<>();
        for (Path file : files) {
            String path = root.relativize(file).toString();
            String name = path.substring(0, path.length() - SUFFIX.length());
            classes.put(name.replace('/', '.'), Files.readAllBytes(file));
        }
        return classes;
    }

    private static boolean isClassFile(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.equals("package-info.class");
    }
}
