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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.janitor.store.JanitorStore;
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.state.StateObject;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A store with a clock of its own, whose lists may be out of date and whose deletions may fail. */
final class SimStore implements JanitorStore {

    /** What the modification time of a file is. */
    private enum Times {
        /** As of a multipart upload to S3. */
        OF_BEGIN,
        /** As of most file systems. */
        OF_END
    }

    private final SimWorld world;
    private final long skewMs;
    private final Times times;
    private final Map<Path, StoredFile> files = new LinkedHashMap<>();
    private final Map<Path, CheckpointFacts> checkpoints = new LinkedHashMap<>();
    private final Map<Path, Long> completedMs = new HashMap<>();
    private final Map<Path, Long> arrivalsMs = new HashMap<>();
    private final List<StoredFile> goneLately = new ArrayList<>();
    private final Set<Path> deletedByJanitor = new HashSet<>();
    private long outageUntilMs;
    private long fileCount;

    SimStore(SimWorld world, long skewMs) {
        this.world = world;
        this.skewMs = skewMs;
        this.times = world.chance(0.5) ? Times.OF_BEGIN : Times.OF_END;
    }

    // ------------------------------------------------------------ for TaskManagers, JobManager

    /** A file that is begun now. */
    Upload begin(Path folder) {
        return new Upload(new Path(folder, "file-" + fileCount++));
    }

    void fail(long durationMs) {
        outageUntilMs = world.nowMs() + durationMs;
    }

    boolean isDown() {
        return world.nowMs() < outageUntilMs && !world.isCalm();
    }

    void putCheckpoint(Path folder, CheckpointFacts checkpoint) {
        checkpoints.put(folder, checkpoint);
        completedMs.put(folder, nowMs());
    }

    boolean hasCheckpoint(Path folder) {
        return checkpoints.containsKey(folder);
    }

    void removeCheckpoint(Path folder) {
        checkpoints.remove(folder);
    }

    boolean hasCheckpoints(Path runFolder) {
        return checkpoints.keySet().stream().anyMatch(each -> each.getParent().equals(runFolder));
    }

    Collection<CheckpointFacts> allCheckpoints() {
        return checkpoints.values();
    }

    /** By Flink, as a file of a subsumed checkpoint. */
    void remove(Path file) {
        StoredFile removed = files.remove(file);
        if (removed != null) {
            goneLately.add(removed);
        }
    }

    /** On the world's clock. */
    long arrivedMs(Path file) {
        return arrivalsMs.get(file);
    }

    Collection<StoredFile> all() {
        return files.values();
    }

    long nowMs() {
        return world.nowMs() + skewMs;
    }

    /** A checkpoint is complete or restored that refers to these. */
    void checkThere(String who, Collection<Path> needed) {
        for (Path file : needed) {
            if (!files.containsKey(file)) {
                throw new AssertionError(
                        String.format(
                                "%s refers to %s, which %s",
                                who,
                                file,
                                deletedByJanitor.contains(file)
                                        ? "a janitor has deleted"
                                        : "is not there: the model is wrong"));
            }
        }
    }

    int deletedByJanitor() {
        return deletedByJanitor.size();
    }

    // ------------------------------------------------------------ for the janitor

    @Override
    public List<StoredFile> list(Path folder) throws IOException {
        failSometimes("list");
        boolean stale = world.mishap(0.3);
        List<StoredFile> listed = new ArrayList<>();
        for (StoredFile file : files.values()) {
            if (file.path().getParent().equals(folder) && !(stale && world.chance(0.3))) {
                listed.add(file);
            }
        }
        if (stale) {
            goneLately.stream()
                    .filter(file -> file.path().getParent().equals(folder))
                    .forEach(listed::add);
        }
        goneLately.clear();
        if (checkpoints.containsKey(folder) && !(stale && world.chance(0.3))) {
            listed.add(
                    new StoredFile(
                            metadataOf(folder), 1, OptionalLong.of(completedMs.get(folder))));
        }
        return listed;
    }

    @Override
    public List<Path> checkpoints(Path jobFolder) throws IOException {
        failSometimes("list");
        List<Path> found = new ArrayList<>();
        for (Path folder : checkpoints.keySet()) {
            if (folder.getParent().equals(jobFolder)) {
                found.add(folder);
            }
        }
        return found;
    }

    @Override
    public boolean isComplete(Path checkpoint) throws IOException {
        failSometimes("look");
        return checkpoints.containsKey(checkpoint);
    }

    @Override
    public Collection<? extends StateObject> states(Path checkpoint) throws IOException {
        failSometimes("read");
        CheckpointFacts found = checkpoints.get(checkpoint);
        if (found == null) {
            throw new FileNotFoundException(checkpoint.toString());
        }
        return found.states();
    }

    @Override
    public OptionalLong time(Path folder) throws IOException {
        failSometimes("write");
        return OptionalLong.of(nowMs());
    }

    @Override
    public boolean delete(Path file) throws IOException {
        failSometimes("delete");
        if (file.equals(metadataOf(file.getParent()))) {
            return checkpoints.remove(file.getParent()) != null;
        }
        if (files.remove(file) == null) {
            return false;
        }
        deletedByJanitor.add(file);
        return true;
    }

    @Override
    public void deleteEmpty(Path folder) throws IOException {
        failSometimes("delete");
    }

    private static Path metadataOf(Path checkpoint) {
        return new Path(checkpoint, "_metadata");
    }

    private void failSometimes(String what) throws IOException {
        if (isDown() || world.mishap(0.02)) {
            throw new IOException("cannot " + what);
        }
    }

    /** A file that is being written. */
    final class Upload {

        private final Path path;
        private final long begunMs = nowMs();

        private Upload(Path path) {
            this.path = path;
        }

        /** From now on it is there. */
        Path complete() {
            long modifiedMs = times == Times.OF_BEGIN ? begunMs : nowMs();
            files.put(path, new StoredFile(path, 1, OptionalLong.of(modifiedMs)));
            arrivalsMs.put(path, world.nowMs());
            return path;
        }
    }
}
