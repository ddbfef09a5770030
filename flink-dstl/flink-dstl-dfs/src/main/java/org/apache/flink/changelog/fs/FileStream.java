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

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The bytes of one file on their way to the file system. Whatever that throws, unchecked exceptions
 * of S3 clients too, is an {@link IOException} that names the file: an operating failure, to be
 * repeated. What the code above throws unchecked stays a bug.
 *
 * <p>Used by one thread at a time.
 */
final class FileStream extends OutputStream {

    private final FSDataOutputStream stream;
    private final Path file;

    /** Takes ownership of the stream. */
    FileStream(FSDataOutputStream stream, Path file) {
        this.stream = stream;
        this.file = file;
    }

    static IOException failure(String what, Path file, Throwable cause) {
        return new IOException(what + " " + file + ": " + cause.getMessage(), cause);
    }

    @Override
    public void write(int b) throws IOException {
        step(() -> stream.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        step(() -> stream.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        step(stream::flush);
    }

    /**
     * Checks what the file system says it took.
     *
     * @throws IOException if that is not as much as was written
     */
    void requireWritten(long bytes) throws IOException {
        step(
                () -> {
                    long taken = stream.getPos();
                    if (taken != bytes) {
                        throw new IOException("short write: " + taken + " of " + bytes + " bytes");
                    }
                });
    }

    @Override
    public void close() throws IOException {
        step(stream::close);
    }

    private void step(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            throw failure("cannot write", file, e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
