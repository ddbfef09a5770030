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
package io.flinkgic.benchmarks.log;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.net.URI;

/** A store that costs nothing, as {@code discard:///}: it takes every byte and keeps none. */
public class DiscardingFileSystem extends LocalFileSystem {

    private static final String SCHEME = "discard";

    /** For {@link LogSettings}. */
    public static URI folder() {
        return URI.create(SCHEME + ":///log");
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public boolean mkdirs(Path path) {
        return true;
    }

    @Override
    public boolean exists(Path path) {
        return false;
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        return true;
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) {
        return new CountingStream();
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new DiscardingFileSystem();
        }
    }

    /** Belongs to one thread at a time. */
    protected static class CountingStream extends FSDataOutputStream {

        private long written;

        @Override
        public long getPos() {
            return written;
        }

        @Override
        public void write(int value) {
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written += length;
        }

        @Override
        public void flush() {}

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
