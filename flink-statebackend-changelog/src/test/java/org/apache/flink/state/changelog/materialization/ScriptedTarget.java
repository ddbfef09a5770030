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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.TestingStreamStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.state.changelog.materialization.MaterializationStart.Outcome;
import org.apache.flink.state.changelog.stream.WrittenFiles;
import org.apache.flink.util.function.ThrowingRunnable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;

/** Does what it is told and remembers what it was told. */
final class ScriptedTarget implements MaterializationTarget {

    final List<String> calls = new ArrayList<>();
    final List<Long> stored = new ArrayList<>();
    final List<Long> failed = new ArrayList<>();
    final TestingStreamStateHandle result = new TestingStreamStateHandle();

    /** What an upload that fails has written before. */
    final TestingStreamStateHandle rest = new TestingStreamStateHandle();

    MaterializationCycle cycle = MaterializationCycle.IDLE;
    Optional<Outcome> answer = Optional.empty();
    Optional<Outcome> lateAnswer = Optional.empty();
    Optional<ThrowingRunnable<Exception>> preparation = Optional.empty();
    ClassLoader uploadedWith = ClassLoader.getSystemClassLoader();
    boolean failStarts;
    boolean failUploads;
    OptionalLong materializedBytes = OptionalLong.empty();
    boolean overtaken;
    int proposals;
    private int starts;

    @Override
    public Optional<Outcome> propose() {
        calls.add("propose");
        proposals++;
        if (!answer.isPresent()) {
            cycle = cycle.to(MaterializationCycle.WAITING);
        }
        return answer;
    }

    @Override
    public Optional<ThrowingRunnable<Exception>> prepare() {
        calls.add("prepare");
        cycle = cycle.to(MaterializationCycle.PREPARING);
        return preparation;
    }

    @Override
    public MaterializationStart begin() throws IOException {
        calls.add("begin");
        if (lateAnswer.isPresent()) {
            cycle = cycle.to(MaterializationCycle.IDLE);
            return MaterializationStart.refused(lateAnswer.get());
        }
        cycle = cycle.to(MaterializationCycle.SNAPSHOTTING);
        if (failStarts) {
            cycle = cycle.to(MaterializationCycle.IDLE);
            throw new IOException("start failed");
        }
        cycle = cycle.to(MaterializationCycle.UPLOADING);
        starts++;
        WrittenFiles files = new WrittenFiles(new Rest());
        return MaterializationStart.started(
                new Materialization(
                        starts,
                        SequenceNumber.of(starts),
                        new FutureTask<>(() -> upload(files)),
                        files));
    }

    private SnapshotResult<KeyedStateHandle> upload(WrittenFiles files) throws IOException {
        if (failUploads) {
            files.createCheckpointStateOutputStream(CheckpointedStateScope.SHARED)
                    .closeAndGetHandle();
            throw new IOException("upload failed");
        }
        uploadedWith = Thread.currentThread().getContextClassLoader();
        return SnapshotResult.of(new KeyGroupsStateHandle(new KeyGroupRangeOffsets(0, 0), result));
    }

    @Override
    public boolean materialized(
            Materialization materialization, SnapshotResult<KeyedStateHandle> result) {
        stored.add(materialization.id());
        cycle = MaterializationCycle.IDLE;
        return !overtaken;
    }

    @Override
    public void materializationFailed(Materialization materialization) {
        failed.add(materialization.id());
        cycle = cycle.to(MaterializationCycle.IDLE);
    }

    @Override
    public MaterializationCycle cycle() {
        return cycle;
    }

    @Override
    public OptionalLong materializedBytes() {
        return materializedBytes;
    }

    private final class Rest extends MemCheckpointStreamFactory {

        Rest() {
            super(1);
        }

        @Override
        public CheckpointStateOutputStream createCheckpointStateOutputStream(
                CheckpointedStateScope scope) {
            return new MemoryCheckpointOutputStream(1) {
                @Override
                public StreamStateHandle closeAndGetHandle() {
                    return rest;
                }
            };
        }
    }
}
