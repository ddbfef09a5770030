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
package org.apache.flink.changelog.local;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.local.LocalDataInputStream;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** A file on a local disk with the same bytes as a stored batch, when it was written. Immutable. */
public final class LocalCopy {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final File file;
    private final long sizeBytes;
    private final int crc;

    /**
     * @param crc CRC32C of all bytes
     */
    LocalCopy(File file, long sizeBytes, int crc) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.crc = crc;
    }

    File file() {
        return file;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Reads the whole file once, to see that it still has the bytes of the batch, and opens it.
     *
     * @return owned by the caller
     * @throws IOException if it has not, or cannot be read
     */
    public FSDataInputStream open() throws IOException {
        verify();
        return new LocalDataInputStream(file);
    }

    private void verify() throws IOException {
        CRC32C found = new CRC32C();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = new FileInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                found.update(buffer, 0, read);
                size += read;
            }
        }
        if (size != sizeBytes || (int) found.getValue() != crc) {
            throw new IOException(
                    String.format(
                            "the local copy %s is damaged: %d bytes of CRC32C %08x expected,"
                                    + " %d of %08x found",
                            file, sizeBytes, crc, size, (int) found.getValue()));
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
