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
package org.apache.flink.changelog.local;

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.runtime.state.PhysicalStateHandleID;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Copies of the batches that one storage has stored, on local disk, for a quick restore; see {@code
 * docs/adr/0009-local-copies-are-a-cache-of-files.md}. Best effort: all I/O is done by a thread of
 * its own, behind a bounded queue, so that neither a full nor a slow nor a failing disk can harm
 * the upload.
 *
 * <p>Thread-safe.
 */
public final class LocalMirror implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalMirror.class);

    /** Bytes that wait for the disk; with more the disk counts as too slow. */
    private static final long MAX_QUEUED_BYTES = 32 << 20;

    private final LocalMirrors mirrors;
    private final LocalDirectories directories;
    private final long maxBytes;
    private final Executor writes;
    private final DstlMetrics metrics;

    private final Object lock = new Object();

    /** The oldest first. */
    @GuardedBy("lock")
    private final Map<PhysicalStateHandleID, LocalCopy> copies = new LinkedHashMap<>();

    @GuardedBy("lock")
    private long copiedBytes;

    @GuardedBy("lock")
    private long queuedBytes;

    /** Whether the last copy failed, so that a full disk is logged once and not for each batch. */
    @GuardedBy("lock")
    private boolean failing;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Opens a mirror, whose copies are to be found in {@code mirrors} until it is closed.
     *
     * @param maxBytes of all copies; above it the oldest are deleted
     * @param writes runs one command at a time, in order
     */
    public LocalMirror(
            LocalMirrors mirrors,
            LocalDirectories directories,
            long maxBytes,
            Executor writes,
            DstlMetrics metrics) {
        this.mirrors = mirrors;
        this.directories = directories;
        this.maxBytes = maxBytes;
        this.writes = writes;
        this.metrics = metrics;
        mirrors.add(this);
        metrics.watchLocalCopies(this::copiedBytes);
    }

    /**
     * Begins a copy.
     *
     * @param name of the file; never the same twice
     * @return owned by the caller, who commits or abandons it
     */
    public LocalCopyWriter begin(String name) {
        return new LocalCopyWriter(this, name);
    }

    /** No task here needs the batch any more, or it is gone. */
    public void drop(PhysicalStateHandleID batch) {
        Optional<LocalCopy> dropped = remove(batch);
        submit(
                () -> {
                    dropped.ifPresent(copy -> delete(copy.file()));
                    // and if it was still being written
                    remove(batch).ifPresent(copy -> delete(copy.file()));
                });
    }

    /** Deletes all copies, when what is being written has ended. Idempotent. */
    @Override
    public void close() {
        mirrors.remove(this);
        submit(this::deleteAll);
    }

    private Optional<LocalCopy> remove(PhysicalStateHandleID batch) {
        synchronized (lock) {
            Optional<LocalCopy> removed = Optional.ofNullable(copies.remove(batch));
            copiedBytes -= removed.map(LocalCopy::sizeBytes).orElse(0L);
            return removed;
        }
    }

    Optional<LocalCopy> find(PhysicalStateHandleID batch) {
        synchronized (lock) {
            return Optional.ofNullable(copies.get(batch));
        }
    }

    // ------------------------------------------------------------ called by writers of copies

    /** Whether so many bytes may wait for the disk; if so, {@link #written} has to follow. */
    boolean tryQueue(long bytes) {
        synchronized (lock) {
            if (closed || queuedBytes + bytes > MAX_QUEUED_BYTES) {
                return false;
            }
            queuedBytes += bytes;
            return true;
        }
    }

    void written(long bytes) {
        synchronized (lock) {
            queuedBytes -= bytes;
        }
    }

    /** Whether the command will be run. */
    boolean submit(Runnable command) {
        try {
            writes.execute(command);
            return true;
        } catch (Throwable t) { // ended, or no thread could be started
            LOG.debug("No local copies now; what is there is deleted with the slot.", t);
            return false;
        }
    }

    File newFile(String name) throws IOException {
        return directories.newFile(name);
    }

    void add(PhysicalStateHandleID batch, LocalCopy copy) {
        List<LocalCopy> superfluous = new ArrayList<>();
        boolean recovered;
        synchronized (lock) {
            recovered = failing;
            failing = false;
            if (closed) {
                superfluous.add(copy);
            } else {
                copies.put(batch, copy);
                copiedBytes += copy.sizeBytes();
                evict(superfluous);
            }
        }
        superfluous.forEach(each -> delete(each.file()));
        if (recovered) {
            LOG.info("Local copies of the changelog can be written again.");
        }
    }

    void failed(String name, Throwable cause) {
        boolean first;
        synchronized (lock) {
            first = !failing && !closed;
            failing = true;
        }
        metrics.localCopyFailed();
        if (first) {
            LOG.warn(
                    "No local copy of changelog file {}; recovery reads it from the remote store,"
                            + " where it is safe. Not said again until a copy succeeds.",
                    name,
                    cause);
        }
    }

    static void delete(File file) {
        try {
            Files.deleteIfExists(file.toPath());
        } catch (IOException e) {
            LOG.debug("Cannot delete {}; it is deleted with the slot.", file, e);
        }
    }

    @GuardedBy("lock")
    private void evict(List<LocalCopy> superfluous) {
        Iterator<LocalCopy> oldestFirst = copies.values().iterator();
        while (copiedBytes > maxBytes && oldestFirst.hasNext()) {
            LocalCopy oldest = oldestFirst.next();
            oldestFirst.remove();
            copiedBytes -= oldest.sizeBytes();
            superfluous.add(oldest);
        }
    }

    private void deleteAll() {
        List<LocalCopy> all;
        synchronized (lock) {
            closed = true;
            all = new ArrayList<>(copies.values());
            copies.clear();
            copiedBytes = 0;
        }
        all.forEach(copy -> delete(copy.file()));
    }

    private long copiedBytes() {
        synchronized (lock) {
            return copiedBytes;
        }
    }
}
