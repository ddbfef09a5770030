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

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.state.changelog.checkpoint.Baseline;
import org.apache.flink.state.changelog.local.MaterializedCopy;
import org.apache.flink.state.changelog.stream.WrittenFiles;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.RunnableFuture;

/** One snapshot of the wrapped backend: taken, to be stored. Immutable but for its future. */
public final class Materialization {

    private final long id;
    private final SequenceNumber reaches;
    private final RunnableFuture<SnapshotResult<KeyedStateHandle>> upload;
    private final WrittenFiles files;

    /**
     * @param files those that the upload writes
     */
    Materialization(
            long id,
            SequenceNumber reaches,
            RunnableFuture<SnapshotResult<KeyedStateHandle>> upload,
            WrittenFiles files) {
        this.id = id;
        this.reaches = reaches;
        this.upload = upload;
        this.files = files;
    }

    /** The id under which the wrapped backend knows it; never a checkpoint id. */
    public long id() {
        return id;
    }

    /** The first sequence number that is not in it. */
    public SequenceNumber reaches() {
        return reaches;
    }

    /** Stores it, on the thread that runs it. */
    RunnableFuture<SnapshotResult<KeyedStateHandle>> upload() {
        return upload;
    }

    /** Nobody has got, or will get, what the upload gives: deletes whatever it has written. */
    void giveUp() {
        files.drop();
    }

    Baseline baseline(SnapshotResult<KeyedStateHandle> stored) {
        KeyedStateHandle handle = stored.getJobManagerOwnedSnapshot();
        List<KeyedStateHandle> handles =
                handle == null ? Collections.emptyList() : Collections.singletonList(handle);
        Baseline baseline = Baseline.materialized(handles, reaches, id);
        KeyedStateHandle local = stored.getTaskLocalSnapshot();
        return local instanceof MaterializedCopy
                ? baseline.withLocalCopy((MaterializedCopy) local)
                : baseline;
    }
}
