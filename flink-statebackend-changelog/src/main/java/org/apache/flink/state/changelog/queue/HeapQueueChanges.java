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
import org.apache.flink.runtime.state.InternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;

/**
 * Changes of a queue on the heap. There the size tells at no cost whether an element was added or
 * removed, so the table goes first, and what changes nothing is not even serialized. If the log
 * then refuses, the table takes it back. Task thread only.
 */
final class HeapQueueChanges<T extends Keyed<?>> implements QueueChanges<T> {

    private final InternalPriorityQueue<T> table;
    private final TypeSerializer<T> serializer;
    private final QueueLog log;

    HeapQueueChanges(InternalPriorityQueue<T> table, TypeSerializer<T> serializer, QueueLog log) {
        this.table = table;
        this.serializer = serializer;
        this.log = log;
    }

    @Override
    public boolean add(T element) throws IOException {
        int sizeBefore = table.size();
        boolean headChanged = table.add(element);
        if (table.size() != sizeBefore) {
            logOrUndo(ChangeOperation.QUEUE_ADD, element);
        }
        return headChanged;
    }

    @Override
    public boolean remove(T element) throws IOException {
        int sizeBefore = table.size();
        boolean headChanged = table.remove(element);
        if (table.size() != sizeBefore) {
            logOrUndo(ChangeOperation.QUEUE_REMOVE, element);
        }
        return headChanged;
    }

    @Override
    public T poll(T head) throws IOException {
        try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, head)) {
            T polled = table.poll();
            change.commit();
            return polled;
        }
    }

    @Override
    public void removeThrough(CloseableIterator<T> iterator, T element) throws IOException {
        try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, element)) {
            iterator.remove();
            change.commit();
        }
    }

    /** Logs what the table has taken. */
    private void logOrUndo(ChangeOperation operation, T element) throws IOException {
        boolean logged = false;
        try (OpenChange change = begin(operation, element)) {
            change.commit();
            logged = true;
        } finally {
            if (!logged && operation == ChangeOperation.QUEUE_ADD) {
                table.remove(element);
            } else if (!logged) {
                table.add(element);
            }
        }
    }

    private OpenChange begin(ChangeOperation operation, T element) throws IOException {
        OpenChange change = log.begin(operation, element.getKey());
        boolean written = false;
        try {
            serializer.serialize(element, change.payload());
            written = true;
            return change;
        } finally {
            if (!written) {
                change.close();
            }
        }
    }
}
