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
package io.flinkgic.tests.job;

import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a completed checkpoint or savepoint on the local disk refers to. Immutable. */
public final class StoredCheckpoint {

    private final Path directory;
    private final Collection<OperatorState> operators;

    private StoredCheckpoint(Path directory, Collection<OperatorState> operators) {
        this.directory = directory;
        this.operators = operators;
    }

    /** Reads its metadata. */
    public static StoredCheckpoint at(String path) {
        org.apache.flink.core.fs.Path metadata =
                new org.apache.flink.core.fs.Path(path, "_metadata");
        try (DataInputStream in = new DataInputStream(metadata.getFileSystem().open(metadata))) {
            return new StoredCheckpoint(
                    Path.of(metadata.getParent().getPath()),
                    Checkpoints.loadCheckpointMetadata(
                                    in, StoredCheckpoint.class.getClassLoader(), path)
                            .getOperatorStates());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return directory;
    }

    /** What each subtask of each operator stored. */
    public Stream<OperatorSubtaskState> subtasks() {
        return operators.stream().flatMap(operator -> operator.getStates().stream());
    }

    /** The handles of managed keyed state, of whatever kind. */
    public List<KeyedStateHandle> keyedHandles() {
        return subtasks()
                .flatMap(subtask -> subtask.getManagedKeyedState().stream())
                .collect(Collectors.toList());
    }

    /** The same; fails if one was not written through the changelog. */
    public List<ChangelogStateBackendHandle> changelogHandles() {
        return keyedHandles().stream()
                .map(StoredCheckpoint::asChangelogHandle)
                .collect(Collectors.toList());
    }

    private static ChangelogStateBackendHandle asChangelogHandle(KeyedStateHandle handle) {
        if (!(handle instanceof ChangelogStateBackendHandle)) {
            throw new AssertionError("Not written through the changelog: " + handle);
        }
        return (ChangelogStateBackendHandle) handle;
    }

    /** Of the operators with managed keyed state. */
    public Set<Integer> maxParallelisms() {
        return operators.stream()
                .filter(
                        operator ->
                                operator.getStates().stream()
                                        .anyMatch(state -> state.getManagedKeyedState().hasState()))
                .map(OperatorState::getMaxParallelism)
                .collect(Collectors.toSet());
    }

    /** Bytes of records that were under way between tasks. */
    public long inFlightBytes() {
        return subtasks()
                .mapToLong(
                        subtask ->
                                subtask.getInputChannelState().getStateSize()
                                        + subtask.getResultSubpartitionState().getStateSize())
                .sum();
    }

    /** Of operators of which not all subtasks are finished. */
    public long finishedSubtasks() {
        return operators.stream()
                .filter(operator -> !operator.isFullyFinished())
                .flatMap(operator -> operator.getStates().stream())
                .filter(OperatorSubtaskState::isFinished)
                .count();
    }

    public long finishedOperators() {
        return operators.stream().filter(OperatorState::isFullyFinished).count();
    }

    /** All files that it consists of: if there are others, nobody needs them. */
    public Set<Path> allFiles() {
        Stream<Path> ofOperators =
                subtasks()
                        .flatMap(
                                subtask ->
                                        Stream.concat(
                                                subtask.getManagedOperatorState().stream(),
                                                subtask.getRawOperatorState().stream()))
                        .map(OperatorStateHandle::getDelegateStateHandle)
                        .flatMap(StoredCheckpoint::file);
        Stream<Path> ofKeys = keyedHandles().stream().flatMap(StoredCheckpoint::files);
        return Stream.concat(
                        Stream.of(directory.resolve("_metadata")),
                        Stream.concat(ofOperators, ofKeys))
                .collect(Collectors.toSet());
    }

    /** The files that keyed state consists of. */
    public static Stream<Path> files(StateObject state) {
        return streams(state).flatMap(StoredCheckpoint::file);
    }

    private static Stream<Path> file(StreamStateHandle stream) {
        return stream instanceof FileStateHandle
                ? Stream.of(Path.of(((FileStateHandle) stream).getFilePath().getPath()))
                : Stream.empty();
    }

    private static Stream<? extends StreamStateHandle> streams(StateObject state) {
        if (state instanceof ChangelogStateBackendHandle) {
            ChangelogStateBackendHandle parts = (ChangelogStateBackendHandle) state;
            return Stream.concat(
                            parts.getMaterializedStateHandles().stream(),
                            parts.getNonMaterializedStateHandles().stream())
                    .flatMap(StoredCheckpoint::streams);
        }
        if (state instanceof ChangelogStateHandleStreamImpl) {
            return ((ChangelogStateHandleStreamImpl) state)
                    .getHandlesAndOffsets().stream().map(stored -> stored.f0);
        }
        if (state instanceof IncrementalRemoteKeyedStateHandle) {
            IncrementalRemoteKeyedStateHandle files = (IncrementalRemoteKeyedStateHandle) state;
            return Stream.concat(
                    Stream.of(files.getMetaDataStateHandle()),
                    Stream.concat(files.getSharedState().stream(), files.getPrivateState().stream())
                            .map(IncrementalKeyedStateHandle.HandleAndLocalPath::getHandle));
        }
        if (state instanceof KeyGroupsStateHandle) {
            return Stream.of(((KeyGroupsStateHandle) state).getDelegateStateHandle());
        }
        throw new AssertionError("Unknown kind of keyed state: " + state);
    }
}
