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
package io.flinkgic.tests.faults;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;

import io.flinkgic.tests.job.ChangelogCluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The files of a job with local recovery below one directory, and what may happen to them. */
final class LocalRecovery {

    /** What happens to files. */
    enum Damage {
        GONE,
        HALF_GONE,
        ONE_BIT_FLIPPED
    }

    private final Path directory;

    LocalRecovery(Path directory) {
        this.directory = directory;
    }

    /** Of a job that restarts, and takes only the checkpoints that the test asks for. */
    Configuration configuration(String backend) {
        Configuration configuration = ChangelogCluster.withoutMaterialization(directory, backend);
        configuration.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
        configuration.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
        configuration.set(
                CheckpointingOptions.LOCAL_RECOVERY_TASK_MANAGER_STATE_ROOT_DIRS,
                directory.resolve("local").toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        return configuration;
    }

    List<Path> remoteSnapshots() {
        return filesIn(filesBelow(directory.resolve("checkpoints")), "taskowned");
    }

    List<Path> remoteLog() {
        return filesIn(filesBelow(directory.resolve("dstl")), "dstl");
    }

    List<Path> localFiles() {
        return filesBelow(directory.resolve("local"));
    }

    List<Path> localLog() {
        return filesIn(localFiles(), "changelog-");
    }

    /** In folders of which the name begins so. */
    private static List<Path> filesIn(List<Path> all, String folder) {
        List<Path> files = new ArrayList<>(all);
        files.removeIf(file -> !file.getParent().getFileName().toString().startsWith(folder));
        return files;
    }

    static void inflict(Damage damage, Collection<Path> files) throws IOException {
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            // Not in place: RocksDB has the same file in its own directory.
            Files.delete(file);
            if (damage == Damage.HALF_GONE) {
                Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            } else if (damage == Damage.ONE_BIT_FLIPPED && bytes.length > 0) {
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    /** Other files may go meanwhile. */
    static List<Path> filesBelow(Path root) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root,
                    new SimpleFileVisitor<Path>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            files.add(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
