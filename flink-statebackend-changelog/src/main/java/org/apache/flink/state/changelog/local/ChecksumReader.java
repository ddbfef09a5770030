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
package org.apache.flink.state.changelog.local;

import com.google.errorprone.annotations.ThreadSafe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * Reads the files of a copy for their checksums.
 *
 * <p>RocksDB links a file that did not change into each of its snapshots. Such a file is read once:
 * the checksum of the one before stands, and so does what it says when the file has been damaged
 * since. Thread-safe.
 */
@ThreadSafe
final class ChecksumReader {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Those of the last copy, by what does not change as long as a file does not. */
    private final AtomicReference<Map<List<Object>, FileChecksum>> known =
            new AtomicReference<>(Collections.emptyMap());

    /**
     * By the path of each file below the directory. What was read before it was cancelled, or
     * failed, is not read again.
     *
     * @param cancelled asked from time to time
     */
    Map<String, FileChecksum> readAll(Path directory, BooleanSupplier cancelled)
            throws IOException {
        Map<List<Object>, FileChecksum> before = known.get();
        Map<List<Object>, FileChecksum> present = new HashMap<>();
        Map<String, FileChecksum> all = new TreeMap<>();
        boolean complete = false;
        try {
            for (Map.Entry<String, BasicFileAttributes> file : list(directory).entrySet()) {
                List<Object> identity = identity(file.getValue());
                FileChecksum checksum = before.get(identity);
                if (checksum == null) {
                    checksum = read(directory.resolve(file.getKey()), cancelled);
                }
                if (file.getValue().fileKey() != null) {
                    present.put(identity, checksum);
                }
                all.put(file.getKey(), checksum);
            }
            complete = true;
        } finally {
            if (!complete) {
                before.forEach(present::putIfAbsent);
            }
            known.set(present);
        }
        return all;
    }

    private static List<Object> identity(BasicFileAttributes file) {
        return Arrays.asList(file.fileKey(), file.size(), file.lastModifiedTime());
    }

    /** The files below a directory, by their paths from there. */
    static Map<String, BasicFileAttributes> list(Path directory) throws IOException {
        Map<String, BasicFileAttributes> files = new TreeMap<>();
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.put(directory.relativize(file).toString(), attributes);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    /** Reads the whole file, in any case. */
    static FileChecksum read(Path file, BooleanSupplier cancelled) throws IOException {
        CRC32C crc = new CRC32C();
        long sizeBytes = 0;
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer)) {
                if (cancelled.getAsBoolean()) {
                    throw new InterruptedIOException("Cancelled while " + file + " was read.");
                }
                buffer.flip();
                crc.update(buffer);
                buffer.clear();
                sizeBytes += count;
            }
        }
        return new FileChecksum(sizeBytes, (int) crc.getValue());
    }
}
