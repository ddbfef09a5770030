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
package org.apache.flink.state.changelog.checkpoint;

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.state.changelog.local.MaterializedCopy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Everything before a sequence number of the current log: materialized state, and the restored log
 * that no materialization contains yet. A checkpoint is a baseline and the log from there on.
 * Immutable.
 */
public final class Baseline {

    private enum Use {
        /** Checkpoints may refer to it. */
        REFERABLE,
        /** Only restored from; the next checkpoint must be a materialization. */
        RESTORE_ONLY
    }

    private final List<KeyedStateHandle> materialized;
    private final List<ChangelogStateHandle> restoredLog;
    private final SequenceNumber reaches;
    private final long materializationId;
    private final Use use;
    private final Optional<MaterializedCopy> localCopy;

    private Baseline(
            List<KeyedStateHandle> materialized,
            List<ChangelogStateHandle> restoredLog,
            SequenceNumber reaches,
            long materializationId,
            Use use,
            Optional<MaterializedCopy> localCopy) {
        this.materialized = Collections.unmodifiableList(new ArrayList<>(materialized));
        this.restoredLog = Collections.unmodifiableList(new ArrayList<>(restoredLog));
        this.reaches = checkNotNull(reaches);
        this.materializationId = materializationId;
        this.use = use;
        this.localCopy = localCopy;
    }

    /** What a job was restored from, under the id of its latest materialization. */
    public static Baseline restored(
            List<KeyedStateHandle> materialized,
            List<ChangelogStateHandle> log,
            SequenceNumber logStart,
            long materializationId) {
        return new Baseline(
                materialized, log, logStart, materializationId, Use.REFERABLE, Optional.empty());
    }

    /** What a job was restored from and no checkpoint may refer to: the next one materializes. */
    public static Baseline restoreOnly(
            List<KeyedStateHandle> materialized,
            List<ChangelogStateHandle> log,
            SequenceNumber logStart,
            long materializationId) {
        return new Baseline(
                materialized, log, logStart, materializationId, Use.RESTORE_ONLY, Optional.empty());
    }

    /** The same, but that no checkpoint may refer to it. */
    Baseline restoreOnly() {
        return new Baseline(
                materialized, restoredLog, reaches, materializationId, Use.RESTORE_ONLY, localCopy);
    }

    /** A finished materialization. */
    public static Baseline materialized(
            List<KeyedStateHandle> handles, SequenceNumber reaches, long materializationId) {
        return new Baseline(
                handles,
                Collections.emptyList(),
                reaches,
                materializationId,
                Use.REFERABLE,
                Optional.empty());
    }

    /** The same, of which the TaskManager has a copy of all materialized state. */
    public Baseline withLocalCopy(MaterializedCopy copy) {
        return new Baseline(
                materialized, restoredLog, reaches, materializationId, use, Optional.of(copy));
    }

    public List<KeyedStateHandle> materialized() {
        return materialized;
    }

    /** In the order of replay; each applies to the key groups of its own range only. */
    public List<ChangelogStateHandle> restoredLog() {
        return restoredLog;
    }

    long restoredLogBytes() {
        return restoredLog.stream().mapToLong(KeyedStateHandle::getStateSize).sum();
    }

    /** Of the whole materialized state; empty if there is none. */
    public OptionalLong materializedBytes() {
        return materialized.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        materialized.stream().mapToLong(KeyedStateHandle::getStateSize).sum());
    }

    /** The first sequence number that is not in it. */
    public SequenceNumber reaches() {
        return reaches;
    }

    public long materializationId() {
        return materializationId;
    }

    public boolean referable() {
        return use == Use.REFERABLE;
    }

    /** Of all of {@link #materialized}, or there is none. */
    Optional<MaterializedCopy> localCopy() {
        return localCopy;
    }
}
