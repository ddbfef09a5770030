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
package org.apache.flink.state.changelog.queue;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.InternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.util.Arrays;

/**
 * Changes of a queue that lies in a database as serialized elements.
 *
 * <p>Whether an element is there already such a queue tells only at the price of a read, and its
 * size by counting. {@link KnownElements} remembers what was added lately: a window registers the
 * same two timers for each record, so most additions are known, are not logged, and are not even
 * passed on to the table. Task thread only.
 */
final class DatabaseQueueChanges<T extends Keyed<?>> implements QueueChanges<T> {

    private static final int SERIALIZED_BYTES = 64;

    private final InternalPriorityQueue<T> table;
    private final TypeSerializer<T> serializer;
    private final KnownElements known = new KnownElements(this::isReadBackAsWritten);
    private final QueueLog log;

    /** The serialized element of the call under way. */
    private final DataOutputSerializer serialized = new DataOutputSerializer(SERIALIZED_BYTES);

    private final DataInputDeserializer readBack = new DataInputDeserializer();
    private final DataOutputSerializer serializedAgain = new DataOutputSerializer(SERIALIZED_BYTES);

    DatabaseQueueChanges(
            InternalPriorityQueue<T> table, TypeSerializer<T> serializer, QueueLog log) {
        this.table = table;
        this.serializer = serializer;
        this.log = log;
    }

    @Override
    public boolean add(T element) throws IOException {
        serialize(element);
        if (known.contains(serialized)) {
            return false;
        }
        try (OpenChange change = begin(ChangeOperation.QUEUE_ADD, element)) {
            boolean headChanged = table.add(element);
            change.commit();
            known.add(serialized);
            return headChanged;
        }
    }

    @Override
    public boolean remove(T element) throws IOException {
        try (OpenChange change = beginRemoval(element)) {
            boolean headChanged = table.remove(element);
            change.commit();
            return headChanged;
        }
    }

    @Override
    public T poll(T head) throws IOException {
        try (OpenChange change = beginRemoval(head)) {
            T polled = table.poll();
            change.commit();
            return polled;
        }
    }

    @Override
    public void removeThrough(CloseableIterator<T> iterator, T element) throws IOException {
        try (OpenChange change = beginRemoval(element)) {
            iterator.remove();
            change.commit();
        }
    }

    private OpenChange beginRemoval(T element) throws IOException {
        serialize(element);
        known.remove(serialized);
        return begin(ChangeOperation.QUEUE_REMOVE, element);
    }

    /**
     * Whether the element that was serialized last gives the same bytes again after it was read.
     * There are serializers that do not, of keys that contain hash maps, for instance.
     */
    private boolean isReadBackAsWritten() {
        try {
            readBack.setBuffer(serialized.getSharedBuffer(), 0, serialized.length());
            serializedAgain.clear();
            serializer.serialize(serializer.deserialize(readBack), serializedAgain);
        } catch (IOException | RuntimeException e) {
            // The queue will say so itself when it reads it.
            return false;
        }
        return Arrays.equals(
                serialized.getSharedBuffer(),
                0,
                serialized.length(),
                serializedAgain.getSharedBuffer(),
                0,
                serializedAgain.length());
    }

    private void serialize(T element) throws IOException {
        serialized.clear();
        serializer.serialize(element, serialized);
    }

    /** Begins the change of the element that was serialized last. */
    private OpenChange begin(ChangeOperation operation, T element) throws IOException {
        OpenChange change = log.begin(operation, element.getKey());
        boolean written = false;
        try {
            change.payload().write(serialized.getSharedBuffer(), 0, serialized.length());
            written = true;
            return change;
        } finally {
            if (!written) {
                change.close();
            }
        }
    }
}
