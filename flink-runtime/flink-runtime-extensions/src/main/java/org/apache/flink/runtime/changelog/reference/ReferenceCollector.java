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
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.state.AbstractChannelStateHandle;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.InputChannelStateHandle;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.ResultSubpartitionStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.filemerging.EmptyFileMergingOperatorStreamStateHandle;
import org.apache.flink.runtime.state.filemerging.EmptySegmentFileStateHandle;
import org.apache.flink.runtime.state.filemerging.FileMergingOperatorStreamStateHandle;
import org.apache.flink.runtime.state.filemerging.SegmentFileStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Finds the {@link ReferencedFiles} of states. Used by one thread.
 *
 * <p>Handles are known by their exact class: a subclass may refer to more than its superclass.
 */
public final class ReferenceCollector {

    /**
     * The operator state in which Flink's {@code GenericWriteAheadSink} keeps handles of task-owned
     * files, as bytes.
     */
    private static final String STATE_WITH_HANDLES = "pending-checkpoints";

    private static final Map<Class<?>, BiConsumer<ReferenceCollector, StateObject>> KINDS =
            new HashMap<>();

    static {
        kind(ByteStreamStateHandle.class, (files, handle) -> {});
        kind(InMemoryChangelogStateHandle.class, (files, handle) -> {});
        kind(FileStateHandle.class, (files, handle) -> files.add(handle.getFilePath()));
        kind(RelativeFileStateHandle.class, (files, handle) -> files.add(handle.getFilePath()));
        kind(SegmentFileStateHandle.class, (files, handle) -> files.add(handle.getFilePath()));
        kind(EmptySegmentFileStateHandle.class, (files, handle) -> {});
        kind(PlaceholderStreamStateHandle.class, ReferenceCollector::addReplaced);
        kind(KeyGroupsStateHandle.class, ReferenceCollector::addKeyGroups);
        kind(KeyGroupsSavepointStateHandle.class, ReferenceCollector::addKeyGroups);
        kind(IncrementalRemoteKeyedStateHandle.class, ReferenceCollector::addIncremental);
        kind(ChangelogStateBackendHandleImpl.class, ReferenceCollector::addChangelog);
        kind(ChangelogStateHandleStreamImpl.class, ReferenceCollector::addLog);
        kind(OperatorStreamStateHandle.class, ReferenceCollector::addOperatorState);
        kind(FileMergingOperatorStreamStateHandle.class, ReferenceCollector::addOperatorState);
        kind(EmptyFileMergingOperatorStreamStateHandle.class, ReferenceCollector::addOperatorState);
        kind(InputChannelStateHandle.class, ReferenceCollector::addChannel);
        kind(ResultSubpartitionStateHandle.class, ReferenceCollector::addChannel);
    }

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> unknownKinds = new TreeSet<>();
    private boolean hidesTaskOwnedFiles;

    /** All files that the states refer to. */
    public static ReferencedFiles filesOf(Collection<? extends StateObject> states) {
        ReferenceCollector files = new ReferenceCollector();
        files.addAll(states);
        return files.collected();
    }

    /** All files that the states refer to which were added. Nothing may be added any more. */
    public ReferencedFiles collected() {
        return new ReferencedFiles(names, unknownKinds, hidesTaskOwnedFiles);
    }

    private static <T extends StateObject> void kind(
            Class<T> kind, BiConsumer<ReferenceCollector, ? super T> add) {
        KINDS.put(kind, (files, handle) -> add.accept(files, kind.cast(handle)));
    }

    public void addAll(Collection<? extends StateObject> states) {
        states.forEach(this::add);
    }

    private void add(StateObject state) {
        if (state instanceof OperatorState) {
            addOperator((OperatorState) state);
        } else if (state instanceof OperatorSubtaskState) {
            addSubtask((OperatorSubtaskState) state);
        } else if (state instanceof TaskStateSnapshot) {
            ((TaskStateSnapshot) state)
                    .getSubtaskStateMappings()
                    .forEach(mapping -> add(mapping.getValue()));
        } else {
            KINDS.getOrDefault(state.getClass(), ReferenceCollector::addUnknown)
                    .accept(this, state);
        }
    }

    private void addOperator(OperatorState operator) {
        addAll(operator.getStates());
        if (operator.getCoordinatorState() != null) {
            add(operator.getCoordinatorState());
        }
    }

    private void addSubtask(OperatorSubtaskState subtask) {
        addAll(subtask.getManagedOperatorState());
        addAll(subtask.getRawOperatorState());
        addAll(subtask.getManagedKeyedState());
        addAll(subtask.getRawKeyedState());
        addAll(subtask.getInputChannelState());
        addAll(subtask.getResultSubpartitionState());
    }

    private void addChangelog(ChangelogStateBackendHandle handle) {
        addAll(handle.getMaterializedStateHandles());
        addAll(handle.getNonMaterializedStateHandles());
    }

    private void addLog(ChangelogStateHandleStreamImpl handle) {
        handle.getHandlesAndOffsets().forEach(segment -> add(segment.f0));
    }

    private void addIncremental(IncrementalRemoteKeyedStateHandle handle) {
        addFiles(handle.getSharedState());
        addFiles(handle.getPrivateState());
        add(handle.getMetaDataStateHandle());
    }

    private void addFiles(Collection<HandleAndLocalPath> files) {
        files.forEach(file -> add(file.getHandle()));
    }

    private void addKeyGroups(KeyGroupsStateHandle handle) {
        add(handle.getDelegateStateHandle());
    }

    private void addOperatorState(OperatorStateHandle handle) {
        hidesTaskOwnedFiles |=
                handle.getStateNameToPartitionOffsets().containsKey(STATE_WITH_HANDLES);
        add(handle.getDelegateStateHandle());
    }

    private void addChannel(AbstractChannelStateHandle<?> handle) {
        add(handle.getDelegate());
    }

    /** Of a pending checkpoint: stands for a file that an earlier one refers to, too. */
    private void addReplaced(PlaceholderStreamStateHandle handle) {
        String file = handle.getStreamStateHandleID().getKeyString();
        names.add(file.substring(file.lastIndexOf('/') + 1));
    }

    private void addUnknown(StateObject handle) {
        unknownKinds.add(handle.getClass().getName());
    }

    private void add(Path file) {
        names.add(file.getName());
    }
}
