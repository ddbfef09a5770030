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
package org.apache.flink.runtime.changelog.janitor.store;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.owner.FolderListing;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Any Flink file system, found by the scheme of each path. Holds no state.
 *
 * <p>Whatever a file system throws is an {@link IOException} here: plugins throw unchecked ones,
 * too, for what is no error of the caller.
 */
public final class FileSystemJanitorStore implements JanitorStore {

    @Override
    public List<StoredFile> list(Path folder) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (FileStatus status : FolderListing.of(folder)) {
            if (!status.isDir()) {
                long modifiedMs = status.getModificationTime();
                files.add(
                        new StoredFile(
                                status.getPath(),
                                Math.max(0, status.getLen()),
                                modifiedMs > 0
                                        ? OptionalLong.of(modifiedMs)
                                        : OptionalLong.empty()));
            }
        }
        return files;
    }

    @Override
    public List<Path> checkpoints(Path jobFolder) throws IOException {
        List<Path> checkpoints = new ArrayList<>();
        for (FileStatus status : FolderListing.of(jobFolder)) {
            Path path = status.getPath();
            if (status.isDir()
                    && path.getName()
                            .startsWith(AbstractFsCheckpointStorageAccess.CHECKPOINT_DIR_PREFIX)) {
                checkpoints.add(path);
            }
        }
        return checkpoints;
    }

    @Override
    public boolean isComplete(Path checkpoint) throws IOException {
        Path metadata = metadataOf(checkpoint);
        try {
            return metadata.getFileSystem().exists(metadata);
        } catch (RuntimeException e) {
            throw new IOException("cannot look for " + metadata, e);
        }
    }

    private static Path metadataOf(Path checkpoint) {
        return new Path(checkpoint, AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME);
    }

    @Override
    public Collection<? extends StateObject> states(Path checkpoint) throws IOException {
        Path metadata = metadataOf(checkpoint);
        try {
            FileSystem fileSystem = metadata.getFileSystem();
            if (!fileSystem.exists(metadata)) {
                throw new FileNotFoundException("no complete checkpoint: " + checkpoint);
            }
            try (FSDataInputStream file = fileSystem.open(metadata);
                    DataInputStream in = new DataInputStream(file)) {
                return Checkpoints.loadCheckpointMetadata(
                                in, getClass().getClassLoader(), checkpoint.toString())
                        .getOperatorStates();
            }
        } catch (RuntimeException e) {
            throw new IOException("cannot read " + metadata, e);
        }
    }

    @Override
    public OptionalLong time(Path folder) throws IOException {
        Path file = new Path(folder, "now-" + UUID.randomUUID());
        try {
            FileSystem fileSystem = file.getFileSystem();
            if (!fileSystem.exists(folder)) {
                return OptionalLong.empty();
            }
            try {
                fileSystem.create(file, FileSystem.WriteMode.NO_OVERWRITE).close();
                long modifiedMs = fileSystem.getFileStatus(file).getModificationTime();
                return modifiedMs > 0 ? OptionalLong.of(modifiedMs) : OptionalLong.empty();
            } finally {
                fileSystem.delete(file, false);
            }
        } catch (RuntimeException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    @Override
    public boolean delete(Path file) throws IOException {
        try {
            FileSystem fileSystem = file.getFileSystem();
            boolean deleted = fileSystem.delete(file, false);
            if (!deleted && fileSystem.exists(file)) {
                throw new IOException("it is still there: " + file);
            }
            return deleted;
        } catch (FileNotFoundException e) {
            return false;
        } catch (RuntimeException e) {
            throw new IOException("cannot delete " + file, e);
        }
    }

    @Override
    public void deleteEmpty(Path folder) throws IOException {
        try {
            FileSystem fileSystem = folder.getFileSystem();
            if (fileSystem.exists(folder) && !fileSystem.delete(folder, false)) {
                throw new IOException("it is still there: " + folder);
            }
        } catch (RuntimeException e) {
            throw new IOException("cannot delete " + folder, e);
        }
    }
}
