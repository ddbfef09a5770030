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
package io.flinkgic.tools.leftovers;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files that nobody needs and nobody deletes. Immutable. */
public final class Orphans {

    private final Map<Path, Long> sizes;
    private final Set<Path> held;

    /**
     * @param sizes bytes of each file
     */
    public Orphans(Map<Path, Long> sizes) {
        this(sizes, Set.of());
    }

    /**
     * @param held those to which a complete checkpoint refers that is itself one of the orphans
     */
    Orphans(Map<Path, Long> sizes, Set<Path> held) {
        this.sizes = new TreeMap<>(sizes);
        this.held = Set.copyOf(held);
    }

    public boolean none() {
        return sizes.isEmpty();
    }

    public Orphans and(Orphans others) {
        Map<Path, Long> all = new TreeMap<>(sizes);
        all.putAll(others.sizes);
        Set<Path> allHeld = new HashSet<>(held);
        allHeld.addAll(others.held);
        return new Orphans(all, allHeld);
    }

    /** Whether a complete checkpoint is among them. */
    public boolean haveCheckpoint() {
        return sizes.keySet().stream().anyMatch(file -> file.endsWith("_metadata"));
    }

    /** All but the folders of checkpoints, and what complete ones among them refer to. */
    public Orphans withoutCheckpoints() {
        Map<Path, Long> others = new TreeMap<>(sizes);
        others.keySet()
                .removeIf(file -> FileKind.of(file) == FileKind.CHECKPOINT || held.contains(file));
        return new Orphans(others);
    }

    public long files(FileKind kind) {
        return sizes.keySet().stream().filter(file -> FileKind.of(file) == kind).count();
    }

    public long bytes(FileKind kind) {
        return sizes.entrySet().stream()
                .filter(file -> FileKind.of(file.getKey()) == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public long files() {
        return sizes.size();
    }

    public long bytes() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Some of them, the largest first. */
    public List<Path> largest(int number) {
        return sizes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(number)
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }
}
