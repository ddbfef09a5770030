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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.clusterframework.types.AllocationID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.state.ChangelogTaskLocalStateStore;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProviderImpl;
import org.apache.flink.runtime.state.TaskLocalStateStoreImpl;
import org.apache.flink.util.FileUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The disk of a TaskManager with local recovery, on which one subtask has its directory. */
final class LocalDisk {

    private final JobID job = new JobID();
    private final JobVertexID vertex = new JobVertexID();
    private final Path folder;
    private final LocalSnapshotDirectoryProviderImpl directories;

    LocalDisk(Path folder) {
        this.folder = folder;
        this.directories = new LocalSnapshotDirectoryProviderImpl(folder.toFile(), job, vertex, 0);
    }

    TaskSettings task() {
        return task(LocalRecoveryConfig.backupAndRecoveryEnabled(directories));
    }

    TaskSettings task(boolean recovery, boolean backup) {
        return task(new LocalRecoveryConfig(recovery, backup, directories));
    }

    private static TaskSettings task(LocalRecoveryConfig localRecovery) {
        TaskSettings settings = new TaskSettings();
        settings.localRecovery = localRecovery;
        return settings;
    }

    /** What Flink keeps the local parts with, if it knows that there is a changelog. */
    TaskLocalStateStoreImpl storeOfJobWithChangelog() {
        return new ChangelogTaskLocalStateStore(
                job,
                new AllocationID(),
                vertex,
                0,
                LocalRecoveryConfig.backupAndRecoveryEnabled(directories),
                Runnable::run);
    }

    /** And if it does not. */
    TaskLocalStateStoreImpl storeOfJobWithoutChangelog() {
        return new TaskLocalStateStoreImpl(
                job,
                new AllocationID(),
                vertex,
                0,
                LocalRecoveryConfig.backupAndRecoveryEnabled(directories),
                Runnable::run);
    }

    /** One directory per materialization. */
    List<Path> copies() {
        return found(path -> path.getParent().getFileName().toString().startsWith("materialized_"));
    }

    List<Path> files() {
        return found(Files::isRegularFile);
    }

    void deleteCopies() throws IOException {
        for (Path copy : copies()) {
            FileUtils.deleteDirectory(copy.toFile());
        }
    }

    private List<Path> found(Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(wanted).sorted().collect(Collectors.toList());
        } catch (UncheckedIOException e) {
            // Something was deleted meanwhile.
            return found(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What can be wrong with a file. */
    enum Damage {
        MISSING,
        TRUNCATED,
        ONE_BIT
    }

    static void damage(Path file, Damage damage) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        switch (damage) {
            case MISSING:
                return;
            case TRUNCATED:
                Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                return;
            case ONE_BIT:
                if (bytes.length > 0) {
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
                return;
        }
    }
}
