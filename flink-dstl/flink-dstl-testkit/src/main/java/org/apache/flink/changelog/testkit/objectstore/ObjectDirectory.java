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

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects as files of a local directory. Its folders are never deleted, so that an upload finds the
 * one that it began in; one without objects does not exist for the store. Thread-safe.
 */
final class ObjectDirectory {

    private static final String HIDDEN = ".upload-";

    private ObjectDirectory() {}

    /** The file that an upload writes to before its object appears. */
    static Path hiddenBeside(Path object) throws IOException {
        Path folder = object.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        return Files.createTempFile(folder, HIDDEN, "");
    }

    static boolean isObject(Path path) {
        return Files.isRegularFile(path) && !isHidden(path);
    }

    /** Whether there are objects below it. */
    static boolean isPrefix(Path path) throws IOException {
        return !below(path, true).isEmpty();
    }

    static List<Path> objectsBelow(Path path) throws IOException {
        return below(path, false);
    }

    /** Objects and prefixes right below it. */
    static List<Path> children(Path path) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(path)) {
            all = files.sorted().collect(Collectors.toList());
        }
        List<Path> children = new ArrayList<>();
        for (Path child : all) {
            if (isObject(child) || isPrefix(child)) {
                children.add(child);
            }
        }
        return children;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(HIDDEN);
    }

    private static List<Path> below(Path path, boolean oneIsEnough) throws IOException {
        List<Path> objects = new ArrayList<>();
        if (Files.isDirectory(path)) {
            FileVisitor<Path> visitor =
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (isHidden(file)) {
                                return FileVisitResult.CONTINUE;
                            }
                            objects.add(file);
                            return oneIsEnough
                                    ? FileVisitResult.TERMINATE
                                    : FileVisitResult.CONTINUE;
                        }

                        /** Files come and go meanwhile. */
                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure)
                                throws IOException {
                            if (failure instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }
                    };
            Files.walkFileTree(path, visitor);
        }
        return objects;
    }
}
