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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files that nobody needs and nobody deletes. Immutable. */
public final class Orphans {

    private final Map<Path, Long> sizes;

    /**
     * @param sizes bytes of each file
     */
    public Orphans(Map<Path, Long> sizes) {
        this.sizes = new TreeMap<>(sizes);
    }

    public boolean none() {
        return sizes.isEmpty();
    }

    public Orphans and(Orphans others) {
        Map<Path, Long> all = new TreeMap<>(sizes);
        all.putAll(others.sizes);
        return new Orphans(all);
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
