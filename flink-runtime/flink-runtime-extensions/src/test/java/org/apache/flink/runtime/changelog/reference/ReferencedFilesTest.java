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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.checkpoint.channel.InputChannelInfo;
import org.apache.flink.runtime.checkpoint.channel.ResultSubpartitionInfo;
import org.apache.flink.runtime.checkpoint.filemerging.LogicalFile;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.InputChannelStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.ResultSubpartitionStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle.ChangelogStateBackendHandleImpl;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.filemerging.DirectoryStreamStateHandle;
import org.apache.flink.runtime.state.filemerging.EmptyFileMergingOperatorStreamStateHandle;
import org.apache.flink.runtime.state.filemerging.EmptySegmentFileStateHandle;
import org.apache.flink.runtime.state.filemerging.SegmentFileStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class ReferencedFilesTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 3);
    private static final StreamStateHandle BYTES = new ByteStreamStateHandle("bytes", new byte[1]);

    @Test
    void aChangelogRefersToItsMaterializationAndItsLog() {
        IncrementalRemoteKeyedStateHandle incremental =
                new IncrementalRemoteKeyedStateHandle(
                        new UUID(1, 1),
                        RANGE,
                        5,
                        List.of(HandleAndLocalPath.of(file("shared"), "s")),
                        List.of(HandleAndLocalPath.of(file("private"), "p")),
                        file("meta"));
        KeyGroupsStateHandle full =
                new KeyGroupsStateHandle(new KeyGroupRangeOffsets(RANGE), file("full"));
        ChangelogStateHandle log =
                new ChangelogStateHandleStreamImpl(
                        List.of(
                                Tuple2.of(file("batch"), 100L),
                                Tuple2.of(file("batch"), 200L),
                                Tuple2.of(BYTES, 0L)),
                        RANGE,
                        1,
                        1,
                        "filesystem");

        ReferencedFiles files =
                filesOf(
                        new ChangelogStateBackendHandleImpl(
                                List.of(incremental, full), List.of(log), RANGE, 1, 5, 0));

        assertRefersTo(files, "shared", "private", "meta", "full", "batch");
    }

    @Test
    void eachPartOfAnOperatorIsSearched() {
        OperatorState operator = new OperatorState(new OperatorID(1, 1), 1, 4);
        operator.setCoordinatorState(new ByteStreamStateHandle("coordinator", new byte[1]));
        operator.putState(0, subtask());

        assertRefersTo(
                filesOf(operator),
                "operator",
                "raw-operator",
                "keyed",
                "raw-keyed",
                "input",
                "output");
    }

    @Test
    void anAcknowledgementIsSearched() {
        TaskStateSnapshot acknowledged = new TaskStateSnapshot();
        acknowledged.putSubtaskStateByOperatorID(new OperatorID(1, 1), subtask());

        assertThat(filesOf(acknowledged).count()).isEqualTo(6);
    }

    @Test
    void handlesOfFilesOfAnyKindCount() {
        ReferencedFiles files =
                filesOf(
                        file("absolute"),
                        new RelativeFileStateHandle(path("relative"), "relative", 1),
                        new SegmentFileStateHandle(
                                path("merged"),
                                0,
                                1,
                                CheckpointedStateScope.SHARED,
                                new LogicalFile.LogicalFileId("logical")),
                        new PlaceholderStreamStateHandle(
                                file("replaced").getStreamStateHandleID(), 1, false));

        assertRefersTo(files, "absolute", "relative", "merged", "replaced");
    }

    @Test
    void whatIsInMemoryRefersToNothing() {
        ReferencedFiles files =
                filesOf(
                        BYTES,
                        EmptySegmentFileStateHandle.INSTANCE,
                        EmptyFileMergingOperatorStreamStateHandle.create(
                                DirectoryStreamStateHandle.of(new Path("/shared")),
                                DirectoryStreamStateHandle.of(new Path("/exclusive"))),
                        new InMemoryChangelogStateHandle(
                                Collections.emptyList(),
                                SequenceNumber.of(0),
                                SequenceNumber.of(0),
                                RANGE));

        assertThat(files.unknownKinds()).isEmpty();
        assertThat(files.count()).isZero();
    }

    @Test
    void aPathCountsHoweverItIsWritten() {
        ReferencedFiles files =
                filesOf(new FileStateHandle(new Path("s3://bucket/log/job/dstl/name"), 1));

        assertThat(files.contain(new Path("s3p://bucket/log/job/dstl/name"))).isTrue();
        assertThat(files.contain(new Path("/mnt/link/job/dstl/name"))).isTrue();
        assertThat(files.contain(new Path("s3://bucket/log/job/dstl/other"))).isFalse();
    }

    @Test
    void aHandleOfAnUnknownKindIsNamed() {
        assertThat(filesOf(new UnknownHandle()).unknownKinds())
                .containsExactly(UnknownHandle.class.getName());
    }

    @Test
    void aSubclassOfAKnownKindIsUnknown() {
        StreamStateHandle subclass =
                new FileStateHandle(path("file"), 1) {
                    private static final long serialVersionUID = 1L;
                };

        assertThat(filesOf(subclass).unknownKinds()).hasSize(1);
    }

    @Test
    void theStateOfAWriteAheadSinkMayHideFiles() {
        assertThat(filesOf(operatorState("elements", "operator")).hideTaskOwnedFiles()).isFalse();
        assertThat(filesOf(operatorState("pending-checkpoints", "operator")).hideTaskOwnedFiles())
                .isTrue();
    }

    private static OperatorSubtaskState subtask() {
        KeyedStateHandle keyed =
                new KeyGroupsSavepointStateHandle(new KeyGroupRangeOffsets(RANGE), file("keyed"));
        KeyedStateHandle raw =
                new KeyGroupsStateHandle(new KeyGroupRangeOffsets(RANGE), file("raw-keyed"));
        return OperatorSubtaskState.builder()
                .setManagedOperatorState(operatorState("elements", "operator"))
                .setRawOperatorState(operatorState("elements", "raw-operator"))
                .setManagedKeyedState(keyed)
                .setRawKeyedState(raw)
                .setInputChannelState(
                        StateObjectCollection.singleton(
                                new InputChannelStateHandle(
                                        new InputChannelInfo(0, 0), file("input"), List.of(0L))))
                .setResultSubpartitionState(
                        StateObjectCollection.singleton(
                                new ResultSubpartitionStateHandle(
                                        new ResultSubpartitionInfo(0, 0),
                                        file("output"),
                                        List.of(0L))))
                .build();
    }

    private static OperatorStateHandle operatorState(String state, String file) {
        return new OperatorStreamStateHandle(
                Map.of(
                        state,
                        new OperatorStateHandle.StateMetaInfo(
                                new long[] {0}, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE)),
                file(file));
    }

    private static Path path(String name) {
        return new Path("test://folder/" + name);
    }

    private static StreamStateHandle file(String name) {
        return new FileStateHandle(path(name), 1);
    }

    private static ReferencedFiles filesOf(StateObject... states) {
        return ReferenceCollector.filesOf(List.of(states));
    }

    private static void assertRefersTo(ReferencedFiles files, String... names) {
        assertThat(files.unknownKinds()).isEmpty();
        for (String name : names) {
            assertThat(files.contain(path(name))).as(name).isTrue();
        }
        assertThat(files.count()).isEqualTo(names.length);
    }
}
