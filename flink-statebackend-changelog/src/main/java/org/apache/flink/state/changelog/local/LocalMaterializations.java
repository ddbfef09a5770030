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
package org.apache.flink.state.changelog.local;

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.Snapshotable;
import org.apache.flink.util.FileUtils;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Owns the local copies of the materializations of one backend.
 *
 * <p>A copy goes when its materialization fails, is of no use, or is older than one that a complete
 * checkpoint refers to; and when the next attempt of the task restores without it. What is left
 * then goes with the slot: Flink deletes the directory around. A local disk that fails, or is full,
 * costs the copy and nothing else. Thread-safe.
 */
public final class LocalMaterializations {

    private static final Logger LOG = LoggerFactory.getLogger(LocalMaterializations.class);

    private final MaterializationDirectories directories;
    private final SwitchedLocalRecovery settings;
    private final Executor deletions;
    private final ChecksumReader checksums = new ChecksumReader();

    private final Object lock = new Object();

    /** By the id of the materialization. */
    @GuardedBy("lock")
    private final NavigableMap<Long, List<File>> kept = new TreeMap<>();

    /** Those that are still being stored, from the files in their directories. */
    @GuardedBy("lock")
    private final Set<Long> inFlight = new HashSet<>();

    private LocalMaterializations(
            MaterializationDirectories directories,
            SwitchedLocalRecovery settings,
            Executor deletions) {
        this.directories = directories;
        this.settings = settings;
        this.deletions = deletions;
    }

    /**
     * For a task that is to make local copies.
     *
     * @param operator tells apart the operators of a task, and is the same after a restart
     * @param attempt like no other
     * @param deletions may refuse when the backend is closed
     */
    public static LocalMaterializations of(
            LocalRecoveryConfig flinks, String operator, String attempt, Executor deletions) {
        MaterializationDirectories directories =
                new MaterializationDirectories(
                        flinks.getLocalStateDirectoryProvider()
                                .orElseThrow(LocalRecoveryConfig.localRecoveryNotEnabled()),
                        operator,
                        attempt);
        return new LocalMaterializations(
                directories, new SwitchedLocalRecovery(flinks, directories), deletions);
    }

    /** What the wrapped backend is to be created with. */
    public LocalRecoveryConfig settings() {
        return settings;
    }

    /** The snapshots of that backend, with copies of those that are materializations. */
    public <B extends Snapshotable<SnapshotResult<KeyedStateHandle>> & CheckpointListener>
            SnapshotsWithLocalCopies around(B wrapped) {
        return new SnapshotsWithLocalCopies(wrapped, wrapped, this);
    }

    /** The backend is restored: of all earlier copies, only those that it used stay. */
    public void restoredFrom(long materializationId, List<MaterializedCopy> copies) {
        List<File> used = new ArrayList<>();
        copies.forEach(copy -> used.add(copy.directory().toFile()));
        synchronized (lock) {
            kept.put(materializationId, used);
        }
        Set<File> leftOver = new HashSet<>(directories.present());
        leftOver.removeAll(used);
        delete(leftOver);
    }

    void begin(long materializationId) {
        synchronized (lock) {
            kept.put(materializationId, Collections.singletonList(directory(materializationId)));
            inFlight.add(materializationId);
        }
    }

    /** To take a snapshot of which no copy is made; on the thread that takes them all. */
    void switchBackup(boolean on) {
        settings.switchBackup(on);
    }

    /**
     * A snapshot is stored: what is there locally becomes its copy.
     *
     * @param givenUp asked while it is read, which then ends without a copy
     */
    SnapshotResult<KeyedStateHandle> stored(
            long materializationId,
            SnapshotResult<KeyedStateHandle> result,
            BooleanSupplier givenUp) {
        KeyedStateHandle remote = result.getJobManagerOwnedSnapshot();
        KeyedStateHandle local = result.getTaskLocalSnapshot();
        if (remote == null || local == null) {
            dropped(materializationId);
            return SnapshotResult.of(remote);
        }
        Path directory = directory(materializationId).toPath();
        try {
            MaterializedCopy copy =
                    new MaterializedCopy(local, directory, checksums.readAll(directory, givenUp));
            if (!isKeptNow(materializationId)) {
                // Cancelled meanwhile, and maybe deleted before the last file was there.
                copy.discardState();
                return SnapshotResult.of(remote);
            }
            return SnapshotResult.withLocalState(remote, copy);
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Materialization {} gets no local copy in {}.",
                    materializationId,
                    directory,
                    e);
            dropped(materializationId);
            return SnapshotResult.of(remote);
        }
    }

    /** Its files are stored, so it is not in flight any more. */
    private boolean isKeptNow(long materializationId) {
        synchronized (lock) {
            inFlight.remove(materializationId);
            return kept.containsKey(materializationId);
        }
    }

    /** Nobody will restore from this one. */
    void dropped(long materializationId) {
        List<File> dropped;
        synchronized (lock) {
            dropped = kept.remove(materializationId);
            inFlight.remove(materializationId);
        }
        if (dropped != null) {
            delete(dropped);
        }
    }

    /**
     * A complete checkpoint refers to this one, and no later one will to any before. What is still
     * being stored goes when that has ended: a snapshot must not fail for the sake of its copy.
     */
    void confirmed(long materializationId) {
        List<File> superseded = new ArrayList<>();
        synchronized (lock) {
            NavigableMap<Long, List<File>> before = kept.headMap(materializationId, false);
            before.forEach(
                    (id, files) -> {
                        if (!inFlight.contains(id)) {
                            superseded.addAll(files);
                        }
                    });
            before.keySet().retainAll(inFlight);
        }
        delete(superseded);
    }

    private File directory(long materializationId) {
        return directories.subtaskSpecificCheckpointDirectory(materializationId);
    }

    private void delete(Iterable<File> copies) {
        for (File copy : copies) {
            try {
                deletions.execute(() -> deleteNow(copy));
            } catch (RejectedExecutionException e) {
                LOG.debug("The task has ended; {} is left to the next attempt.", copy, e);
            }
        }
    }

    private static void deleteNow(File copy) {
        try {
            FileUtils.deleteDirectory(copy);
        } catch (IOException e) {
            LOG.warn("Could not delete local copy {}; it goes with the slot.", copy, e);
        }
    }
}
