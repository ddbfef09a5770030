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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.CheckpointStorageCoordinatorView;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageLocation;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds the folder in which the checkpoints of a job are: it asks the storage that writes them, not
 * the configuration, of which that may not have been made. Any thread; no I/O on files.
 */
final class RunFolder {

    private RunFolder() {}

    /**
     * @return empty if the storage is none of files, or somebody else's
     */
    static Optional<Path> of(CheckpointStorageCoordinatorView storage) throws IOException {
        if (!(storage instanceof FsCheckpointStorageAccess)) {
            return Optional.empty();
        }
        CheckpointStreamFactory any =
                ((FsCheckpointStorageAccess) storage)
                        .resolveCheckpointStorageLocation(
                                0, CheckpointStorageLocationReference.getDefault());
        return any instanceof FsCheckpointStorageLocation
                ? Optional.of(
                        qualified(
                                ((FsCheckpointStorageLocation) any)
                                        .getMetadataFilePath()
                                        .getParent()
                                        .getParent()))
                : Optional.empty();
    }

    /** As it is written in the pointers to checkpoints; unchanged if its file system is unknown. */
    static Path qualified(Path path) {
        try {
            return path.makeQualified(path.getFileSystem());
        } catch (IOException | RuntimeException e) {
            return path;
        }
    }
}
