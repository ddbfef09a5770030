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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The local file system as {@code held://}: while the test holds it, files of materializations,
 * that is, files that belong to no single checkpoint, wait to be created; while it refuses them
 * they cannot be.
 */
public final class HeldFileSystem extends LocalFileSystem {

    static final String SCHEME = "held";

    private static final long LIMIT_SECONDS = 60;
    private static final AtomicReference<CountDownLatch> GATE =
            new AtomicReference<>(new CountDownLatch(0));
    private static final AtomicInteger WAITING = new AtomicInteger();
    private static final AtomicInteger GIVEN_UP = new AtomicInteger();

    private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean REFUSED = new AtomicBoolean();

    static void refuse() {
        REFUSED.set(true);
    }

    static void accept() {
        REFUSED.set(false);
    }

    static void hold() {
        GIVEN_UP.set(0);
        GATE.set(new CountDownLatch(1));
    }

    static void release() {
        GATE.get().countDown();
    }

    /**
     * Whether files wait to be created, and none was given up since the test began to hold them.
     */
    static boolean holdsFiles() {
        return WAITING.get() > 0 && GIVEN_UP.get() == 0;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        if (path.getPath().contains("/taskowned/")) {
            if (REFUSED.get()) {
                throw new IOException("The test refuses " + path);
            }
            WAITING.incrementAndGet();
            try {
                if (!GATE.get().await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    GIVEN_UP.incrementAndGet();
                    throw new IOException("The test holds " + path + " for too long.");
                }
            } catch (InterruptedException e) {
                GIVEN_UP.incrementAndGet();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("No longer wanted: " + path);
            } finally {
                WAITING.decrementAndGet();
            }
        }
        return new Watched(super.create(path, mode), path);
    }

    /**
     * Files that nobody has closed. Flink's stream to a checkpoint file loses it when it is closed
     * at the moment when another thread, its writer, creates the file.
     */
    static Set<String> unclosed() {
        return new TreeSet<>(OPEN);
    }

    /** Written by one thread, closed by any. */
    private static final class Watched extends FSDataOutputStream {

        private final FSDataOutputStream delegate;
        private final String path;

        Watched(FSDataOutputStream delegate, Path path) {
            this.delegate = delegate;
            this.path = path.getPath();
            OPEN.add(this.path);
        }

        @Override
        public void close() throws IOException {
            OPEN.remove(path);
            delegate.close();
        }

        @Override
        public long getPos() throws IOException {
            return delegate.getPos();
        }

        @Override
        public void write(int b) throws IOException {
            delegate.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            delegate.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            delegate.flush();
        }

        @Override
        public void sync() throws IOException {
            delegate.sync();
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
            return new HeldFileSystem();
        }
    }
}
