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
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.EnumSet;
import java.util.Set;

/**
 * The local file system under a scheme of its own, with steps that fail once when armed. Like an
 * object store, it shows a file under its name when the stream is closed, whether all went well
 * before or not.
 */
public final class FaultyFileSystem extends LocalFileSystem {

    static final String SCHEME = "faulty";

    enum Step {
        CREATE,
        /** The file is there, but the answer is lost. */
        CREATE_ANSWER,
        WRITE,
        /** As clients of object stores do. */
        WRITE_UNCHECKED,
        /** A part of the bytes is written, and then nothing more. */
        OUT_OF_SPACE,
        /** The last byte is lost without an exception. */
        SHORT_WRITE,
        FLUSH,
        /** The last bytes are flushed by the close, which says nothing when that fails. */
        FLUSH_SWALLOWED_BY_CLOSE,
        /** What was written lies elsewhere, and is not moved to its name. */
        RENAME,
        CLOSE,
        DELETE,
        MKDIRS,
        EXISTS
    }

    private static final Set<Step> ARMED = EnumSet.noneOf(Step.class);

    /** The next such step fails. */
    static synchronized void arm(Step step) {
        ARMED.add(step);
    }

    static synchronized void disarm() {
        ARMED.clear();
    }

    /** Whether the step was armed; it is not any more. */
    private static synchronized boolean take(Step step) {
        return ARMED.remove(step);
    }

    private static void pass(Step step) throws IOException {
        if (take(step)) {
            throw new IOException("injected: " + step);
        }
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        pass(Step.CREATE);
        if (take(Step.CREATE_ANSWER)) {
            super.create(path, mode).close();
            throw new IOException("injected: " + Step.CREATE_ANSWER);
        }
        Path staged = Path.fromLocalFile(File.createTempFile("faulty", ".staged"));
        return new FaultyStream(super.create(staged, WriteMode.OVERWRITE), staged, path);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        pass(Step.DELETE);
        return super.delete(path, recursive);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        pass(Step.MKDIRS);
        return super.mkdirs(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        pass(Step.EXISTS);
        return super.exists(path);
    }

    private void complete(Path staged, Path path) throws IOException {
        try {
            pass(Step.RENAME);
            Files.move(Paths.get(staged.getPath()), Paths.get(path.getPath()));
        } finally {
            super.delete(staged, false);
        }
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FaultyFileSystem();
        }
    }

    /** Writes elsewhere, and moves the file to its name when it is closed. */
    private final class FaultyStream extends FSDataOutputStream {

        private final FSDataOutputStream stream;
        private final Path staged;
        private final Path path;
        private boolean full;
        private boolean closed;
        private int swallowedBytes;

        FaultyStream(FSDataOutputStream stream, Path staged, Path path) {
            this.stream = stream;
            this.staged = staged;
            this.path = path;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            pass(Step.WRITE);
            if (take(Step.WRITE_UNCHECKED)) {
                throw new IllegalStateException("injected: " + Step.WRITE_UNCHECKED);
            }
            if (take(Step.OUT_OF_SPACE)) {
                stream.write(bytes, offset, length / 2);
                full = true;
            }
            requireSpace();
            if (take(Step.SHORT_WRITE)) {
                stream.write(bytes, offset, length - 1);
            } else if (take(Step.FLUSH_SWALLOWED_BY_CLOSE)) {
                swallowedBytes = length;
            } else {
                stream.write(bytes, offset, length);
            }
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos() + swallowedBytes;
        }

        @Override
        public void flush() throws IOException {
            pass(Step.FLUSH);
            requireSpace();
            if (swallowedBytes > 0) {
                throw new IOException("injected: " + Step.FLUSH_SWALLOWED_BY_CLOSE);
            }
            stream.flush();
        }

        @Override
        public void sync() throws IOException {
            stream.sync();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            stream.close();
            complete(staged, path);
            pass(Step.CLOSE);
        }

        private void requireSpace() throws IOException {
            if (full) {
                throw new IOException("injected: " + Step.OUT_OF_SPACE);
            }
        }
    }
}
