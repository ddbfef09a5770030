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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.FileSystemKind;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The store, as {@code objectstore:///a/local/folder}. Directories need not be made: one exists
 * while there are objects below it. Thread-safe.
 */
public final class ObjectStoreFileSystem extends FileSystem {

    private static final String SCHEME = "objectstore";

    private final StoreRequests requests;
    private final long partBytes;

    ObjectStoreFileSystem(ReadableConfig configuration, Clock clock, Waiting waiting) {
        this.requests = new StoreRequests(configuration, clock, waiting);
        this.partBytes =
                configuration.get(ObjectStoreOptions.MULTIPART)
                        ? configuration.get(ObjectStoreOptions.PART_SIZE).getBytes()
                        : Long.MAX_VALUE;
        if (partBytes <= 0) {
            throw new IllegalArgumentException("parts of " + partBytes + " bytes");
        }
    }

    /** The address of a local folder in the store. */
    public static URI uri(java.nio.file.Path folder) {
        return URI.create(SCHEME + "://" + folder.toAbsolutePath().toUri().getRawPath());
    }

    /** The one that Flink uses in this process, if it has not been initialized since. */
    public static ObjectStoreFileSystem inThisProcess() throws IOException {
        return (ObjectStoreFileSystem) FileSystem.getUnguardedFileSystem(root());
    }

    /** Of everything that went through this file system. */
    public StoreMeter meter() {
        return requests.meter();
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        java.nio.file.Path object = local(path);
        if (mode == WriteMode.NO_OVERWRITE) {
            requests.send(RequestKind.HEAD);
            if (ObjectDirectory.isObject(object)) {
                throw new FileAlreadyExistsException(path.toString());
            }
        }
        return new ObjectUpload(
                object,
                ObjectDirectory.hiddenBeside(object),
                ObjectKind.of(path),
                requests,
                partBytes);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        requests.send(RequestKind.HEAD);
        java.nio.file.Path object = local(path);
        if (!ObjectDirectory.isObject(object)) {
            throw new FileNotFoundException("no object: " + path);
        }
        return new ObjectDownload(object, ObjectKind.of(path), requests);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        requests.send(RequestKind.HEAD);
        java.nio.file.Path local = local(path);
        if (!ObjectDirectory.isObject(local)) {
            requests.send(RequestKind.LIST);
            if (!ObjectDirectory.isPrefix(local)) {
                throw new FileNotFoundException("neither an object nor a prefix: " + path);
            }
        }
        return status(local);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        requests.send(RequestKind.LIST);
        java.nio.file.Path local = local(path);
        List<FileStatus> found = new ArrayList<>();
        if (ObjectDirectory.isObject(local)) {
            found.add(status(local));
        } else if (ObjectDirectory.isPrefix(local)) {
            for (java.nio.file.Path child : ObjectDirectory.children(local)) {
                found.add(status(child));
            }
        } else {
            throw new FileNotFoundException("neither an object nor a prefix: " + path);
        }
        return found.toArray(new FileStatus[0]);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        java.nio.file.Path local = local(path);
        requests.send(RequestKind.DELETE);
        if (ObjectDirectory.isObject(local)) {
            return deleteObject(local);
        }
        requests.send(RequestKind.LIST);
        List<java.nio.file.Path> below = ObjectDirectory.objectsBelow(local);
        if (!below.isEmpty() && !recursive) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        for (java.nio.file.Path object : below) {
            requests.send(RequestKind.DELETE);
            deleteObject(object);
        }
        return !below.isEmpty();
    }

    /** Does nothing: there are only objects. */
    @Override
    public boolean mkdirs(Path path) {
        return true;
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException("objects cannot be renamed: " + from);
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        return new BlockLocation[0];
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(root());
    }

    @Override
    public Path getHomeDirectory() {
        return new Path(root());
    }

    @Override
    public URI getUri() {
        return root();
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public FileSystemKind getKind() {
        return FileSystemKind.OBJECT_STORE;
    }

    private boolean deleteObject(java.nio.file.Path object) throws IOException {
        boolean existed = Files.deleteIfExists(object);
        if (existed) {
            ObjectKind kind = ObjectKind.of(new Path(uri(object)));
            meter().count(counts -> counts.addObjects(kind, -1));
        }
        return existed;
    }

    private static FileStatus status(java.nio.file.Path local) throws IOException {
        boolean prefix = Files.isDirectory(local);
        return new ObjectStatus(
                new Path(uri(local)),
                prefix,
                prefix ? 0 : Files.size(local),
                Files.getLastModifiedTime(local).toMillis());
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.getPath());
    }

    private static URI root() {
        return URI.create(SCHEME + ":///");
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        private Configuration configuration = new Configuration();

        @Override
        public void configure(Configuration given) {
            configuration = given;
        }

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            Clock clock = SystemClock.getInstance();
            return new ObjectStoreFileSystem(configuration, clock, new ParkedWaiting(clock));
        }
    }
}
