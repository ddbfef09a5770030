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
package org.apache.flink.state.changelog.program;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.util.InstantiationUtil;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store of files that all machines of a simulated cluster share: for the log, and for snapshots.
 * What was deleted is gone for every handle. Handles can be sent: they find their disk by its
 * number. Thread-safe, but for what concerns sending.
 */
final class MemoryDisk implements AutoCloseable {

    private static final ConcurrentMap<Long, MemoryDisk> DISKS = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT_NUMBER = new AtomicLong();

    private final long number = NEXT_NUMBER.incrementAndGet();
    private final AtomicLong nextName = new AtomicLong();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private Set<String> sent = new TreeSet<>();

    MemoryDisk() {
        DISKS.put(number, this);
    }

    StreamStateHandle write(String prefix, byte[] bytes) {
        String name = prefix + nextName.incrementAndGet();
        files.put(name, bytes);
        return new Handle(number, name, bytes.length);
    }

    /** A prefix that nobody else has. */
    String newFolder(String kind) {
        return kind + nextName.incrementAndGet() + "/";
    }

    void delete(StreamStateHandle handle) {
        files.remove(handle.getStreamStateHandleID().getKeyString());
    }

    /** Another handle to the same file. */
    StreamStateHandle another(StreamStateHandle handle) {
        return new Handle(
                number, handle.getStreamStateHandleID().getKeyString(), handle.getStateSize());
    }

    /** The files that are there. */
    Set<String> files() {
        return new TreeSet<>(files.keySet());
    }

    /** The files below a prefix that are there. */
    Set<String> files(String prefix) {
        Set<String> below = files();
        below.removeIf(name -> !name.startsWith(prefix));
        return below;
    }

    /** The files that a handle which somebody has received names, or named. */
    Set<String> sent() {
        return sent;
    }

    /** The files that an object names. */
    Set<String> filesOf(Serializable named) throws Exception {
        Set<String> before = sent;
        sent = new TreeSet<>();
        try {
            InstantiationUtil.clone(named);
            return sent;
        } finally {
            sent = before;
        }
    }

    @Override
    public void close() {
        DISKS.remove(number);
    }

    private static final class Handle implements StreamStateHandle {

        private static final long serialVersionUID = 1L;

        private final long disk;
        private final String name;
        private final long sizeBytes;

        Handle(long disk, String name, long sizeBytes) {
            this.disk = disk;
            this.name = name;
            this.sizeBytes = sizeBytes;
        }

        /** It has arrived. */
        private Object readResolve() {
            DISKS.get(disk).sent.add(name);
            return this;
        }

        @Override
        public FSDataInputStream openInputStream() throws IOException {
            byte[] bytes = DISKS.get(disk).files.get(name);
            if (bytes == null) {
                throw new FileNotFoundException(name);
            }
            return new ByteStreamStateHandle(name, bytes).openInputStream();
        }

        @Override
        public Optional<byte[]> asBytesIfInMemory() {
            return Optional.empty();
        }

        @Override
        public PhysicalStateHandleID getStreamStateHandleID() {
            return new PhysicalStateHandleID(name);
        }

        @Override
        public void discardState() {
            DISKS.get(disk).delete(this);
        }

        @Override
        public long getStateSize() {
            return sizeBytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Handle && name.equals(((Handle) other).name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
