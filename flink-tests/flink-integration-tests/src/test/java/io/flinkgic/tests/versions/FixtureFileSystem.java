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
package io.flinkgic.tests.versions;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories under the names {@code fixture://<name>/}: checkpoints have absolute paths in them,
 * which are to mean the same on each machine.
 */
public final class FixtureFileSystem extends LocalFileSystem {

    private static final String SCHEME = "fixture";
    private static final Map<String, java.nio.file.Path> ROOTS = new ConcurrentHashMap<>();

    private final String name;

    private FixtureFileSystem(String name) {
        this.name = name;
    }

    /** Returns the URI by which the directory is known from now on. */
    static String mount(String name, java.nio.file.Path directory) {
        ROOTS.put(name, directory);
        return SCHEME + "://" + name;
    }

    /** The file that is meant. */
    static java.nio.file.Path local(Path path) {
        return ROOTS.get(path.toUri().getAuthority())
                .resolve(path.toUri().getPath().replaceFirst("^/+", ""));
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + "://" + name + "/");
    }

    @Override
    public File pathToFile(Path path) {
        return local(path.makeQualified(this)).toFile();
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return named(super.getFileStatus(path), path);
    }

    /** The local one has the path on this machine. */
    private static FileStatus named(FileStatus local, Path path) {
        return new FileStatus() {

            @Override
            public long getLen() {
                return local.getLen();
            }

            @Override
            public long getBlockSize() {
                return local.getBlockSize();
            }

            @Override
            public short getReplication() {
                return local.getReplication();
            }

            @Override
            public long getModificationTime() {
                return local.getModificationTime();
            }

            @Override
            public long getAccessTime() {
                return local.getAccessTime();
            }

            @Override
            public boolean isDir() {
                return local.isDir();
            }

            @Override
            public Path getPath() {
                return path;
            }
        };
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FixtureFileSystem(uri.getAuthority());
        }
    }
}
