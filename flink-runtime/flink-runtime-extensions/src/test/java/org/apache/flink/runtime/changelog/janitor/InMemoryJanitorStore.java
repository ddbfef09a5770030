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
import org.apache.flink.runtime.changelog.janitor.store.JanitorStore;
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.state.StateObject;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A store of which a test decides what it lists and what fails. */
final class InMemoryJanitorStore implements JanitorStore {

    private final Map<Path, StoredFile> files = new LinkedHashMap<>();
    private final Map<Path, Collection<? extends StateObject>> checkpoints = new LinkedHashMap<>();
    private final List<StoredFile> listedThoughGone = new ArrayList<>();
    private final Set<Path> unlisted = new HashSet<>();
    private final Set<Path> failing = new HashSet<>();
    private final Set<Path> vanishing = new HashSet<>();
    private final Set<Path> deletedFolders = new HashSet<>();
    private long timeMs;

    Path put(Path folder, String name, long modifiedMs) {
        return put(new StoredFile(new Path(folder, name), 10, OptionalLong.of(modifiedMs)));
    }

    Path put(StoredFile file) {
        files.put(file.path(), file);
        return file.path();
    }

    void putCheckpoint(Path folder, Collection<? extends StateObject> states) {
        checkpoints.put(folder, states);
    }

    void removeCheckpoint(Path folder) {
        checkpoints.remove(folder);
    }

    /** It is gone, but lists do not know yet. */
    void removeButList(Path file) {
        listedThoughGone.add(files.remove(file));
    }

    /** It is there, but lists do not know yet. */
    void hide(Path file) {
        unlisted.add(file);
    }

    /** Whatever is done with this path fails. */
    void fail(Path path) {
        failing.add(path);
    }

    /** When this checkpoint is read that fails, and then it is gone. */
    void failAndRemove(Path checkpoint) {
        vanishing.add(checkpoint);
    }

    void repair() {
        failing.clear();
    }

    Set<Path> all() {
        return files.keySet();
    }

    @Override
    public List<StoredFile> list(Path folder) throws IOException {
        check(folder);
        List<StoredFile> listed = new ArrayList<>(files.values());
        listed.addAll(listedThoughGone);
        listed.removeIf(
                file -> unlisted.contains(file.path()) || !file.path().getParent().equals(folder));
        return listed;
    }

    @Override
    public List<Path> checkpoints(Path jobFolder) throws IOException {
        check(jobFolder);
        List<Path> found = new ArrayList<>(checkpoints.keySet());
        found.removeIf(folder -> !folder.getParent().equals(jobFolder));
        return found;
    }

    @Override
    public boolean isComplete(Path checkpoint) throws IOException {
        check(checkpoint);
        return checkpoints.containsKey(checkpoint) && !checkpoints.get(checkpoint).isEmpty();
    }

    @Override
    public Collection<? extends StateObject> states(Path checkpoint) throws IOException {
        if (vanishing.remove(checkpoint)) {
            checkpoints.remove(checkpoint);
            throw new IOException("partly deleted: " + checkpoint);
        }
        check(checkpoint);
        Collection<? extends StateObject> states = checkpoints.get(checkpoint);
        if (states == null || states.isEmpty()) {
            throw new FileNotFoundException(checkpoint.toString());
        }
        return states;
    }

    /** When it is, for {@link #time}. */
    void setTime(long nowMs) {
        timeMs = nowMs;
    }

    @Override
    public OptionalLong time(Path folder) throws IOException {
        check(folder);
        return OptionalLong.of(timeMs);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        check(file);
        if (file.getName().equals("_metadata")) {
            checkpoints.remove(file.getParent());
        }
        return files.remove(file) != null;
    }

    @Override
    public void deleteEmpty(Path folder) throws IOException {
        check(folder);
        if (files.keySet().stream().anyMatch(file -> file.getParent().equals(folder))) {
            throw new IOException("there are files in " + folder);
        }
        deletedFolders.add(folder);
    }

    Set<Path> deletedFolders() {
        return deletedFolders;
    }

    private void check(Path path) throws IOException {
        if (failing.contains(path)) {
            throw new IOException("out of order: " + path);
        }
    }
}
