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

import java.net.URI;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An object store's latency, as {@code slow:///}: completing a file takes 20 ms, and one of twenty,
 * drawn by a fixed seed, takes 100 ms. Nothing is kept.
 */
public final class SlowFileSystem extends DiscardingFileSystem {

    private static final String SCHEME = "slow";
    private static final long SEED = 7;
    private static final long PUT_MS = 20;
    private static final long SLOW_PUT_MS = 100;
    private static final int ONE_SLOW_OF = 20;

    /** Thread-safe, as this class is. */
    private final Random latencies = new Random(SEED);

    /** For {@link LogSettings}. */
    public static URI folder() {
        return URI.create(SCHEME + ":///log");
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) {
        long putMs = latencies.nextInt(ONE_SLOW_OF) == 0 ? SLOW_PUT_MS : PUT_MS;
        return new SlowStream(putMs);
    }

    /** Found by Flink's service loading. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new SlowFileSystem();
        }
    }

    private static final class SlowStream extends CountingStream {

        private final long putMs;
        private boolean closed;

        SlowStream(long putMs) {
            this.putMs = putMs;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(putMs));
            }
        }
    }
}
