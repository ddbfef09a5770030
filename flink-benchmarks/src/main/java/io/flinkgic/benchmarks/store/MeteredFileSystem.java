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
package io.flinkgic.benchmarks.store;

import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataInputStreamWrapper;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FSDataOutputStreamWrapper;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.LimitedConnectionsFileSystem;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.net.URI;

/**
 * Another file system, whose bytes are counted. Requests and objects are not, as only the store
 * knows them. Limits nothing. Thread-safe as the other one is.
 */
final class MeteredFileSystem extends LimitedConnectionsFileSystem {

    private static final int NO_LIMIT = 0;

    private final StoreMeter meter;

    private MeteredFileSystem(FileSystem metered, StoreMeter meter) {
        super(metered, NO_LIMIT);
        this.meter = meter;
    }

    /** Makes the file systems that another factory makes, all of which count there. */
    static FileSystemFactory factory(FileSystemFactory metered, StoreMeter meter) {
        return new Factory(metered, meter);
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        return new Output(super.create(path, mode), path, meter);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        return new Input(super.open(path), path, meter);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return new Input(super.open(path, bufferSize), path, meter);
    }

    /** Counts when it is closed, as clients of object stores upload then. */
    private static final class Output extends FSDataOutputStreamWrapper {

        private final Path path;
        private final StoreMeter meter;
        private boolean counted;

        Output(FSDataOutputStream stream, Path path, StoreMeter meter) {
            super(stream);
            this.path = path;
            this.meter = meter;
        }

        @Override
        public void close() throws IOException {
            long bytes = getPos();
            super.close();
            if (!counted) {
                counted = true;
                meter.addUploaded(path, bytes);
            }
        }
    }

    /** Counts after so many bytes, and when it is closed. */
    private static final class Input extends FSDataInputStreamWrapper {

        private static final int END = -1;
        private static final int STEP_BYTES = 1 << 16;

        private final Path path;
        private final StoreMeter meter;
        private int uncounted;

        Input(FSDataInputStream stream, Path path, StoreMeter meter) {
            super(stream);
            this.path = path;
            this.meter = meter;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value == END ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            int read = super.read(bytes);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            handOver();
        }

        private void count(int bytes) {
            uncounted += bytes;
            if (uncounted >= STEP_BYTES) {
                handOver();
            }
        }

        private void handOver() {
            meter.addDownloaded(path, uncounted);
            uncounted = 0;
        }
    }

    private static final class Factory implements FileSystemFactory {

        private final FileSystemFactory metered;
        private final StoreMeter meter;

        Factory(FileSystemFactory metered, StoreMeter meter) {
            this.metered = metered;
            this.meter = meter;
        }

        @Override
        public void configure(Configuration configuration) {
            metered.configure(configuration);
        }

        /** That of the plugin, if it is one. */
        @Override
        public ClassLoader getClassLoader() {
            return metered.getClassLoader();
        }

        @Override
        public String getScheme() {
            return metered.getScheme();
        }

        @Override
        public FileSystem create(URI uri) throws IOException {
            return new MeteredFileSystem(metered.create(uri), meter);
        }
    }
}
