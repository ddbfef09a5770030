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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What one backend has acknowledged for a checkpoint. Immutable. */
final class SimHandle {

    final KeyGroupRange keyGroups;
    final long materializationId;
    final Set<Path> materialized;
    final Set<Path> log;
    final boolean inline;

    SimHandle(
            KeyGroupRange keyGroups,
            long materializationId,
            Collection<Path> materialized,
            Collection<Path> log,
            boolean inline) {
        this.keyGroups = keyGroups;
        this.materializationId = materializationId;
        this.materialized = new LinkedHashSet<>(materialized);
        this.log = new LinkedHashSet<>(log);
        this.inline = inline;
    }

    Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>(materialized);
        files.addAll(log);
        return files;
    }

    /** As Flink's handles. */
    OperatorSubtaskState toState(long checkpointId) {
        if (files().isEmpty() && !inline) {
            return OperatorSubtaskState.builder().build();
        }
        return OperatorSubtaskState.builder()
                .setManagedKeyedState(
                        new ChangelogStateBackendHandleImpl(
                                materializedHandles(),
                                logHandles(),
                                keyGroups,
                                checkpointId,
                                materializationId,
                                0))
                .build();
    }

    private List<KeyedStateHandle> materializedHandles() {
        if (materialized.isEmpty()) {
            return List.of();
        }
        List<HandleAndLocalPath> tables =
                materialized.stream()
                        .map(file -> HandleAndLocalPath.of(handle(file), file.getName()))
                        .collect(Collectors.toList());
        return List.of(
                new IncrementalRemoteKeyedStateHandle(
                        new UUID(1, 1),
                        keyGroups,
                        materializationId,
                        tables,
                        List.of(),
                        new ByteStreamStateHandle("meta", new byte[1])));
    }

    private List<ChangelogStateHandle> logHandles() {
        List<Tuple2<StreamStateHandle, Long>> segments = new ArrayList<>();
        log.forEach(file -> segments.add(Tuple2.of(handle(file), 0L)));
        if (inline) {
            segments.add(Tuple2.of(new ByteStreamStateHandle("inline", new byte[1]), 0L));
        }
        return segments.isEmpty()
                ? List.of()
                : List.of(
                        new ChangelogStateHandleStreamImpl(
                                segments, keyGroups, 1, 1, "filesystem"));
    }

    private static StreamStateHandle handle(Path file) {
        return new FileStateHandle(file, 1);
    }
}
