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
import org.apache.flink.runtime.changelog.owner.MarkerStore;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Markers that are listed some time after they were written, and sometimes cannot be. */
final class SimMarkers implements MarkerStore {

    /** Within the minimum age, less what clocks differ. */
    static final long MAX_LIST_DELAY = 20 * SimWorld.SECOND;

    private final SimWorld world;
    private final SimStore store;
    private final Map<Path, String> files = new HashMap<>();
    private final Map<Path, Long> timesMs = new HashMap<>();
    private final Set<Path> unlisted = new HashSet<>();

    SimMarkers(SimWorld world, SimStore store) {
        this.world = world;
        this.store = store;
    }

    @Override
    public boolean exists(Path folder) throws IOException {
        failSometimes();
        return true;
    }

    @Override
    public Set<String> names(Path folder) throws IOException {
        failSometimes();
        Set<String> names = new HashSet<>();
        for (Path file : files.keySet()) {
            if (file.getParent().equals(folder) && !unlisted.contains(file)) {
                names.add(file.getName());
            }
        }
        return names;
    }

    @Override
    public Optional<String> read(Path file) throws IOException {
        failSometimes();
        return Optional.ofNullable(files.get(file));
    }

    @Override
    public OptionalLong modifiedMs(Path file) throws IOException {
        failSometimes();
        return files.containsKey(file) ? OptionalLong.of(timesMs.get(file)) : OptionalLong.empty();
    }

    @Override
    public void write(Path file, String text) throws IOException {
        failSometimes();
        timesMs.put(file, store.nowMs());
        if (files.put(file, text) == null) {
            unlisted.add(file);
            world.later(world.between(0, MAX_LIST_DELAY), () -> unlisted.remove(file));
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        failSometimes();
        files.remove(file);
    }

    private void failSometimes() throws IOException {
        if (world.mishap(0.02)) {
            throw new IOException("not now");
        }
    }
}
