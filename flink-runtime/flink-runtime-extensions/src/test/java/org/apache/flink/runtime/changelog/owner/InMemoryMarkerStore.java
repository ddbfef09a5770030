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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Markers of which a test decides whether they can be reached. */
public final class InMemoryMarkerStore implements MarkerStore {

    private final Map<Path, String> files = new LinkedHashMap<>();
    private final Map<Path, Long> timesMs = new HashMap<>();
    private boolean failing;
    private boolean failingWrites;
    private long timeMs;

    /** When it is for the store: what is written is of that time. */
    public void setTime(long nowMs) {
        timeMs = nowMs;
    }

    /** Until the contrary is said, whatever is done fails, or does not. */
    public void fail(boolean always) {
        failing = always;
    }

    /** The same of writing alone. */
    void failWrites(boolean always) {
        failingWrites = always;
    }

    public void retain(Set<Path> some) {
        files.keySet().retainAll(some);
    }

    public Set<Path> all() {
        return Set.copyOf(files.keySet());
    }

    @Override
    public boolean exists(Path folder) throws IOException {
        check(folder);
        return files.keySet().stream().anyMatch(file -> file.toString().startsWith(folder + "/"));
    }

    @Override
    public Set<String> names(Path folder) throws IOException {
        check(folder);
        return files.keySet().stream()
                .filter(file -> file.getParent().equals(folder))
                .map(Path::getName)
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<String> read(Path file) throws IOException {
        check(file);
        return Optional.ofNullable(files.get(file));
    }

    @Override
    public OptionalLong modifiedMs(Path file) throws IOException {
        check(file);
        return files.containsKey(file) ? OptionalLong.of(timesMs.get(file)) : OptionalLong.empty();
    }

    @Override
    public void write(Path file, String text) throws IOException {
        check(file);
        if (failingWrites) {
            throw new IOException("no space: " + file);
        }
        timesMs.put(file, timeMs);
        files.put(file, text);
    }

    @Override
    public void delete(Path file) throws IOException {
        check(file);
        files.remove(file);
    }

    private void check(Path path) throws IOException {
        if (failing) {
            throw new IOException("out of order: " + path);
        }
    }
}
