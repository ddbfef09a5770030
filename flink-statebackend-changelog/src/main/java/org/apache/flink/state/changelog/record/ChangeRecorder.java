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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.InternalKeyContext;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import java.io.IOException;
import java.util.Optional;

/**
 * Adds records to the log of one keyed backend. Task thread only.
 *
 * <p>One record is open at a time; begin, write and commit do not allocate. If a commit fails, the
 * table may have a change that the log does not: from then on every call fails with the cause, so
 * that no checkpoint can be taken of a log with a hole.
 */
public final class ChangeRecorder<K> {

    private final InternalKeyContext<K> keys;
    private final TypeSerializer<K> keySerializer;
    private final SerializedKey<K> currentKey;
    private final ChangeSink sink;
    private final OpenChange openChange = new OpenChange(this);

    /**
     * Whether a record is open. With {@link #failure}, which is for ever, this is the lifecycle:
     * ready, open, broken. No enum, against the house style: writing a reference into an old object
     * can be a memory fence with G1, which waits for the cold memory that changes are written to.
     * Without such writes the keyed task of SlidingWindow took 7 % less CPU (one run each).
     */
    private boolean open;

    /** Of the open change; means nothing while none is open. Mostly the same for all changes. */
    private DataOutputView payload = new DataOutputSerializer(1);

    private Optional<Throwable> failure = Optional.empty();

    private long changes;

    /**
     * @param keys tells the current key; whoever changes it calls {@link #keySelected}
     * @param writer stays the caller's
     */
    public ChangeRecorder(
            InternalKeyContext<K> keys,
            TypeSerializer<K> keySerializer,
            StateChangelogWriter<?> writer) {
        this.keys = keys;
        this.keySerializer = keySerializer;
        this.currentKey = new SerializedKey<>(keySerializer);
        this.sink = ChangeSink.of(writer);
    }

    /** The current key changes: its bytes are serialized again at the next change. */
    public void keySelected() {
        currentKey.invalidate();
    }

    /** From here on changes count anew. */
    public void beginEpoch() {
        changes = 0;
    }

    /** Records since the epoch began. Another thread may see an older number. */
    public long changes() {
        return changes;
    }

    public K currentKey() {
        return keys.getCurrentKey();
    }

    /** Begins a keyed record; the caller writes the payload. */
    public <N> OpenChange begin(
            ChangeOperation operation,
            int stateId,
            K key,
            N namespace,
            TypeSerializer<N> namespaceSerializer)
            throws IOException {
        boolean current = key == keys.getCurrentKey();
        DataOutputView out = open(keyGroupOf(key, current));
        boolean begun = false;
        try {
            ChangeRecordCodec.writeHeader(out, operation, stateId);
            if (current) {
                currentKey.write(key, out);
            } else {
                keySerializer.serialize(key, out);
            }
            namespaceSerializer.serialize(namespace, out);
            begun = true;
        } finally {
            if (!begun) {
                closeOpenChange();
            }
        }
        return openChange;
    }

    /** Begins a queue record; the caller writes the element. */
    public OpenChange beginQueueChange(ChangeOperation operation, int stateId, Object elementKey)
            throws IOException {
        int keyGroup =
                KeyGroupRangeAssignment.assignToKeyGroup(elementKey, keys.getNumberOfKeyGroups());
        DataOutputView out = open(keyGroup);
        boolean begun = false;
        try {
            ChangeRecordCodec.writeHeader(out, operation, stateId);
            begun = true;
        } finally {
            if (!begun) {
                closeOpenChange();
            }
        }
        return openChange;
    }

    /** Adds a metadata record. */
    public void recordMetadata(StateMetadata metadata) throws IOException {
        checkReady();
        opened(sink.beginMetadata());
        try (OpenChange change = openChange) {
            ChangeRecordCodec.writeMetadata(change.payload(), metadata);
            change.commit();
        }
    }

    /**
     * @throws IOException if the log misses a change, so that it must not be persisted
     */
    public void checkComplete() throws IOException {
        if (failure.isPresent()) {
            throw new IOException(
                    "The log of state changes is incomplete since an earlier change could not be "
                            + "added to it.",
                    failure.get());
        }
    }

    /**
     * The table took a change that cannot be logged: the log has a hole from here on. The first
     * cause is the one that counts.
     */
    public void lost(Throwable cause) {
        closeOpenChange();
        failure = Optional.of(failure.orElse(cause));
    }

    private int keyGroupOf(K key, boolean current) {
        return current
                ? keys.getCurrentKeyGroupIndex()
                : KeyGroupRangeAssignment.assignToKeyGroup(key, keys.getNumberOfKeyGroups());
    }

    private DataOutputView open(int keyGroup) throws IOException {
        checkReady();
        return opened(sink.begin(keyGroup));
    }

    private DataOutputView opened(DataOutputView view) {
        if (payload != view) {
            payload = view;
        }
        open = true;
        return view;
    }

    private void checkReady() throws IOException {
        checkComplete();
        if (open) {
            throw new IllegalStateException("A change is open already.");
        }
    }

    DataOutputView openPayload() {
        if (!open) {
            throw new IllegalStateException("No change is open.");
        }
        return payload;
    }

    void commitOpenChange() throws IOException {
        if (!open) {
            throw new IllegalStateException("No change is open.");
        }
        open = false;
        changes++;
        try {
            sink.commit();
        } catch (Throwable t) {
            failure = Optional.of(t);
            throw t;
        }
    }

    void closeOpenChange() {
        if (open) {
            open = false;
            sink.rollback();
        }
    }
}
