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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Any Flink file system, found by the scheme of each path. Holds no state. */
public final class FileSystemMarkerStore implements MarkerStore {

    private static final int MAX_BYTES = 1 << 16;

    @Override
    public boolean exists(Path folder) throws IOException {
        try {
            return folder.getFileSystem().exists(folder);
        } catch (RuntimeException e) {
            throw new IOException("cannot look for " + folder, e);
        }
    }

    @Override
    public Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        for (FileStatus child : FolderListing.of(folder)) {
            if (!child.isDir()) {
                names.add(child.getPath().getName());
            }
        }
        return names;
    }

    @Override
    public Optional<String> read(Path file) throws IOException {
        try {
            FileSystem fileSystem = file.getFileSystem();
            if (!fileSystem.exists(file)) {
                return Optional.empty();
            }
            try (FSDataInputStream in = fileSystem.open(file)) {
                return Optional.of(new String(in.readNBytes(MAX_BYTES), UTF_8));
            }
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    @Override
    public OptionalLong modifiedMs(Path file) throws IOException {
        try {
            long modifiedMs = file.getFileSystem().getFileStatus(file).getModificationTime();
            return modifiedMs > 0 ? OptionalLong.of(modifiedMs) : OptionalLong.empty();
        } catch (FileNotFoundException e) {
            return OptionalLong.empty();
        } catch (RuntimeException e) {
            throw new IOException("cannot look at " + file, e);
        }
    }

    @Override
    public void write(Path file, String text) throws IOException {
        try (FSDataOutputStream out =
                file.getFileSystem().create(file, FileSystem.WriteMode.OVERWRITE)) {
            out.write(text.getBytes(UTF_8));
        } catch (RuntimeException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        try {
            FileSystem fileSystem = file.getFileSystem();
            if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
                throw new IOException("it is still there: " + file);
            }
        } catch (FileNotFoundException e) {
            // It is gone, as it should be.
        } catch (RuntimeException e) {
            throw new IOException("cannot delete " + file, e);
        }
    }
}
