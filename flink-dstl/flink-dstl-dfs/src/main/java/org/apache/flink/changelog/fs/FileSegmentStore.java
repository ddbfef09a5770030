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

import org.apache.flink.changelog.local.LocalMirror;
import org.apache.flink.changelog.store.PendingBatch;
import org.apache.flink.changelog.store.SegmentStore;
import org.apache.flink.changelog.store.StoredBatch;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One file for each batch in one directory. Needs neither rename nor append nor directory listings
 * from the file system. Thread-safe.
 *
 * <p>File systems may retry by themselves (S3 clients do); this class does not.
 */
final class FileSegmentStore implements SegmentStore {

    private final Supplier<FileDirectory> opening;
    private final BatchBuffers.Pool buffers;
    private final Supplier<UUID> names;
    private final Optional<LocalMirror> mirror;

    /** Present once opened. Tasks that open it at the same time do so twice, without harm. */
    private volatile Optional<FileDirectory> opened = Optional.empty();

    /**
     * @param opening makes the directory; may block, and throws unchecked what the user has to know
     * @param names of files; never the same twice, on any TaskManager
     * @param mirror takes ownership
     */
    FileSegmentStore(
            Supplier<FileDirectory> opening,
            FileBatchSettings settings,
            Supplier<UUID> names,
            Optional<LocalMirror> mirror) {
        this.opening = opening;
        this.buffers = new BatchBuffers.Pool(settings);
        this.names = names;
        this.mirror = mirror;
    }

    @Override
    public void prepare() {
        directory();
    }

    @Override
    public PendingBatch begin() throws IOException {
        FileDirectory directory = directory();
        String name = names.get().toString();
        return FileBatch.create(
                directory.fileSystem(),
                directory.file(name),
                buffers,
                mirror.map(local -> local.begin(name)));
    }

    @Override
    public void delete(StoredBatch batch) throws IOException {
        forget(batch);
        try {
            batch.handle().discardState();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot delete " + batch, e);
        }
    }

    @Override
    public void forget(StoredBatch batch) {
        mirror.ifPresent(local -> local.drop(batch.handle().getStreamStateHandleID()));
    }

    /** File systems are shared and stay open. */
    @Override
    public void close() {
        mirror.ifPresent(LocalMirror::close);
    }

    @Override
    public String toString() {
        return opened.map(directory -> "changelog files in " + directory)
                .orElse("changelog files in a directory that is not opened yet");
    }

    private FileDirectory directory() {
        Optional<FileDirectory> known = opened;
        if (known.isEmpty()) {
            known = Optional.of(opening.get());
            opened = known;
        }
        return known.get();
    }
}
