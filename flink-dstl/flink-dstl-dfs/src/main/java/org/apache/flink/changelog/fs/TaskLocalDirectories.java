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
package org.apache.flink.changelog.fs;

import org.apache.flink.api.common.JobID;
import org.apache.flink.changelog.local.LocalDirectories;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProvider;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Flink keeps the local state of a slot, {@code <local state>/aid_…/changelog-<job id>/}; in
 * turn, if there are several disks. Flink deletes it with the slot.
 */
final class TaskLocalDirectories implements LocalDirectories {

    private final LocalSnapshotDirectoryProvider slot;
    private final String name;

    /** For each disk, whether its directory was made; it is not made again. */
    private final boolean[] made;

    private int next;

    TaskLocalDirectories(LocalSnapshotDirectoryProvider slot, JobID jobId) {
        this.slot = slot;
        this.made = new boolean[slot.allocationBaseDirsCount()];
        this.name = "changelog-" + jobId.toHexString();
    }

    @Override
    public File newFile(String fileName) throws IOException {
        next = (next + 1) % made.length;
        Path directory = slot.selectAllocationBaseDirectory(next).toPath().resolve(name);
        if (!made[next]) {
            Files.createDirectories(directory);
            made[next] = true;
        }
        if (!Files.isDirectory(directory)) {
            // nobody would delete another one
            throw new IOException("the slot of the local copies was freed: " + directory);
        }
        return directory.resolve(fileName).toFile();
    }
}
