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
package org.apache.flink.state.changelog.stream;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageWorkerView;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Streams to files that belong to no single checkpoint, whatever the scope: many checkpoints refer
 * to one materialization, and the folder of the first of them goes when that is subsumed.
 * Thread-safe like the storage behind it.
 */
public final class TaskOwnedStreamFactory implements CheckpointStreamFactory {

    private final Supplier<? extends CheckpointStorageWorkerView> storage;
    private final UnderWay underWay;
    private final InlineLimit limit;

    /**
     * @param underWay counts the files that are being written
     * @param interval of materializations, if there are any; decides what is long enough to be a
     *     file
     */
    public TaskOwnedStreamFactory(
            Supplier<? extends CheckpointStorageWorkerView> storage,
            UnderWay underWay,
            Optional<Duration> interval) {
        this.storage = storage;
        this.underWay = underWay;
        this.limit = InlineLimit.of(interval);
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
            CheckpointedStateScope scope) throws IOException {
        return new SettledStream(storage.get().createTaskOwnedStateStream(), limit, underWay);
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle stateHandle, CheckpointedStateScope scope)
            throws IOException {
        return storage.get().createTaskOwnedCheckpointStateToolset().canFastDuplicate(stateHandle);
    }

    @Override
    public List<StreamStateHandle> duplicate(
            List<StreamStateHandle> stateHandles, CheckpointedStateScope scope) throws IOException {
        return storage.get().createTaskOwnedCheckpointStateToolset().duplicate(stateHandles);
    }
}
