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
package io.flinkgic.tests.faults;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The local file system as {@code outage://}: while it is out, nothing can be written. */
public final class OutageFileSystem extends LocalFileSystem {

    static final String SCHEME = "outage";

    private static final AtomicBoolean OUT = new AtomicBoolean();
    private static final AtomicBoolean BROKEN = new AtomicBoolean();
    private static final AtomicLong REFUSALS = new AtomicLong();

    static void goOut() {
        REFUSALS.set(0);
        OUT.set(true);
    }

    /** From now on writing is an error, not an outage. */
    static void breakDown() {
        BROKEN.set(true);
    }

    static void comeBack() {
        OUT.set(false);
        BROKEN.set(false);
    }

    /** Writes that failed since it went out. */
    static long refusals() {
        return REFUSALS.get();
    }

    private static void requireUp(String what) throws IOException {
        if (BROKEN.get()) {
            throw new NoClassDefFoundError("injected error: " + what);
        }
        if (OUT.get()) {
            REFUSALS.incrementAndGet();
            throw new IOException("injected outage: " + what);
        }
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        requireUp("create " + path);
        File file = new File(path.getPath());
        if (!file.getParentFile().isDirectory() && !file.getParentFile().mkdirs()) {
            throw new IOException("Cannot create " + file.getParentFile());
        }
        return new OutageStream(file);
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new OutageFileSystem();
        }
    }

    private static final class OutageStream extends LocalDataOutputStream {

        OutageStream(File file) throws IOException {
            super(file);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireUp("write");
            super.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            super.close();
            requireUp("close");
        }
    }
}
