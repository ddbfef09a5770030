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

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/** The local file system under a scheme of its own, with steps that fail once when armed. */
public final class FaultyFileSystem extends LocalFileSystem {

    static final String SCHEME = "faulty";

    enum Step {
        CREATE,
        /** The file is there, but the answer is lost. */
        CREATE_ANSWER,
        WRITE,
        FLUSH,
        CLOSE,
        DELETE,
        MKDIRS
    }

    private static final Set<Step> ARMED = EnumSet.noneOf(Step.class);

    /** The next such step fails. */
    static synchronized void arm(Step step) {
        ARMED.add(step);
    }

    static synchronized void disarm() {
        ARMED.clear();
    }

    private static synchronized void pass(Step step) throws IOException {
        if (ARMED.remove(step)) {
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
        FSDataOutputStream stream = super.create(path, mode);
        pass(Step.CREATE_ANSWER);
        return new FaultyStream(stream);
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

    private static final class FaultyStream extends FSDataOutputStream {

        private final FSDataOutputStream stream;

        FaultyStream(FSDataOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            pass(Step.WRITE);
            stream.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            pass(Step.WRITE);
            stream.write(bytes, offset, length);
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void flush() throws IOException {
            pass(Step.FLUSH);
            stream.flush();
        }

        @Override
        public void sync() throws IOException {
            stream.sync();
        }

        @Override
        public void close() throws IOException {
            stream.close();
            pass(Step.CLOSE);
        }
    }
}
