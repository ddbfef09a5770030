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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Does by program what a user does by hand: puts our jars into the {@code lib/} of a stock Flink.
 */
public final class DropIn {

    private DropIn() {}

    /**
     * Copies a stock installation and adds jars of a drop-in bundle.
     *
     * @param target does not exist yet
     * @param chosen which jars, by name
     */
    public static FlinkHome install(Path stock, Path bundle, Path target, Predicate<String> chosen)
            throws IOException {
        FlinkHome.at(stock);
        copy(stock, target);
        int jars = unpackJars(bundle, target.resolve("lib"), chosen);
        if (jars == 0) {
            throw new IOException(bundle + " contains no jar");
        }
        return FlinkHome.at(target);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(from)) {
            all = tree.collect(Collectors.toList());
        }
        for (Path path : all) {
            Path copy = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int unpackJars(Path bundle, Path lib, Predicate<String> chosen)
            throws IOException {
        int jars = 0;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = Path.of(entry.getName()).getFileName().toString();
                if (name.endsWith(".jar") && chosen.test(name)) {
                    Files.copy(zip, lib.resolve(name));
                    jars++;
                }
            }
        }
        return jars;
    }
}
