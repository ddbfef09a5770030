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
package io.flinkgic.tools.stage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A temporary directory for everything that a cluster and its job write. */
public final class WorkDirectory {

    private final Path root;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    /**
     * @param purpose in the name of the directory
     */
    public static WorkDirectory create(String purpose) throws IOException {
        return made(Files.createTempDirectory("flink-gic-" + purpose + "-"));
    }

    /**
     * @param owned of the caller, who deletes it
     */
    public static WorkDirectory in(Path owned) throws IOException {
        return made(Files.createTempDirectory(owned, "work-"));
    }

    private static WorkDirectory made(Path root) throws IOException {
        WorkDirectory work = new WorkDirectory(root);
        for (Path directory :
                List.of(
                        work.logs(),
                        work.temporary(),
                        work.store(),
                        work.checkpoints(),
                        work.changelog())) {
            Files.createDirectory(directory);
        }
        return work;
    }

    public Path root() {
        return root;
    }

    public Path logs() {
        return root.resolve("log");
    }

    public Path configuration() {
        return root.resolve("conf");
    }

    public Path flink() {
        return root.resolve("flink");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    public Path changelog() {
        return root.resolve("changelog");
    }

    public Path savepoints() {
        return root.resolve("savepoints");
    }

    /** Where JobManagers keep what their successors need. */
    public Path highAvailability() {
        return root.resolve("ha");
    }

    /** Of a store, for what is neither log nor checkpoint to it. */
    public Path store() {
        return root.resolve("store");
    }

    public Path zooKeeper() {
        return root.resolve("zookeeper");
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path output() {
        return root.resolve("output");
    }

    public Path temporary() {
        return root.resolve("tmp");
    }

    /** Number of files of the changelog that are there now, also while others come and go. */
    public long changelogFiles() throws IOException {
        AtomicLong files = new AtomicLong();
        Files.walkFileTree(
                changelog(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.incrementAndGet();
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files.get();
    }

    /** Deletes everything; no process may be writing there any more. */
    public void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(root)) {
            all = tree.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
