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
package org.apache.flink.runtime.changelog.reference;

import org.apache.flink.core.fs.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The files that states refer to. Immutable.
 *
 * <p>A file is known by its name alone, not by its path: all names are random and no two files have
 * the same one, while one path is written in several ways ({@code s3://} and {@code s3p://}, with
 * and without a host, through a link). A path that is written in an unexpected way must not make a
 * file look as if nobody needed it.
 */
public final class ReferencedFiles {

    /** Sets that are not copied when they are joined: there may be hundreds of thousands. */
    private final List<Set<String>> names;

    private final Set<String> unknownKinds;
    private final boolean hidesTaskOwnedFiles;

    ReferencedFiles(Set<String> names, Set<String> unknownKinds, boolean hidesTaskOwnedFiles) {
        this(List.of(names), unknownKinds, hidesTaskOwnedFiles);
    }

    private ReferencedFiles(
            List<Set<String>> names, Set<String> unknownKinds, boolean hidesTaskOwnedFiles) {
        this.names = names;
        this.unknownKinds = unknownKinds;
        this.hidesTaskOwnedFiles = hidesTaskOwnedFiles;
    }

    /** Whether one of the states refers to a file. */
    public boolean contain(Path file) {
        return names.stream().anyMatch(some -> some.contains(file.getName()));
    }

    public long count() {
        return names.stream().flatMap(Set::stream).distinct().count();
    }

    /**
     * Classes of handles of which it is not known what they refer to. If there are any, there may
     * be more files than these.
     */
    public Set<String> unknownKinds() {
        return unknownKinds;
    }

    /** Says which kinds are unknown, if any are. */
    public void tellUnknown(Consumer<String> problem) {
        if (!unknownKinds.isEmpty()) {
            problem.accept("There are handles of unknown kinds: " + unknownKinds);
        }
    }

    /** Whether there may be task-owned files that only the bytes of some state refer to. */
    public boolean hideTaskOwnedFiles() {
        return hidesTaskOwnedFiles;
    }

    /** These and others. */
    public ReferencedFiles and(ReferencedFiles others) {
        List<Set<String>> all = new ArrayList<>(names);
        all.addAll(others.names);
        Set<String> unknown = new TreeSet<>(unknownKinds);
        unknown.addAll(others.unknownKinds);
        return new ReferencedFiles(all, unknown, hidesTaskOwnedFiles || others.hidesTaskOwnedFiles);
    }
}
