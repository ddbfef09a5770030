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
package io.flinkgic.benchmarks.coordinator;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;

import io.flinkgic.benchmarks.log.DiscardingFileSystem;

import java.net.URI;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An object store's latency, as {@code simulated:///}: completing a file takes 60 ms, deleting one
 * 20 to 50 ms, drawn by a fixed seed. Nothing is kept. Thread-safe.
 */
public final class SimulatedStore extends DiscardingFileSystem {

    static final String SCHEME = "simulated";
    private static final long SEED = 7;
    private static final int PUT_MS = 60;
    private static final int QUICKEST_DELETION_MS = 20;
    private static final int SLOWEST_DELETION_MS = 50;

    private final Random latencies = new Random(SEED);

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        int more = latencies.nextInt(SLOWEST_DELETION_MS - QUICKEST_DELETION_MS + 1);
        pass(QUICKEST_DELETION_MS + more);
        Observer.IN_THIS_PROCESS.deleted();
        return true;
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) {
        return new SlowStream();
    }

    /** As an object store without one: Flink would write to the local disk with that of it. */
    @Override
    public LocalRecoverableWriter createRecoverableWriter() {
        throw new UnsupportedOperationException("a file is there when it is closed");
    }

    private static void pass(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new SimulatedStore();
        }
    }

    private static final class SlowStream extends CountingStream {

        private boolean closed;

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                pass(PUT_MS);
            }
        }
    }
}
