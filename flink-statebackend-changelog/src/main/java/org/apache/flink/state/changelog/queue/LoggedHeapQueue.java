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
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/**
 * Logs the changes of a queue on the heap. There the size tells at no cost whether an element was
 * added or removed, so the table goes first, and what changes nothing is not even serialized. If
 * the log then refuses, the table takes it back. Task thread only.
 */
final class LoggedHeapQueue<T extends Keyed<?>> implements KeyGroupedInternalPriorityQueue<T> {

    private final KeyGroupedInternalPriorityQueue<T> table;
    private final TypeSerializer<T> serializer;
    private final QueueLog log;

    LoggedHeapQueue(
            KeyGroupedInternalPriorityQueue<T> table, TypeSerializer<T> serializer, QueueLog log) {
        this.table = table;
        this.serializer = serializer;
        this.log = log;
    }

    @Override
    public boolean add(T element) {
        int sizeBefore = table.size();
        boolean headChanged = table.add(element);
        if (table.size() == sizeBefore) {
            return headChanged;
        }
        boolean logged = false;
        try (OpenChange change = begin(ChangeOperation.QUEUE_ADD, element)) {
            change.commit();
            logged = true;
            return headChanged;
        } catch (IOException e) {
            throw cannotLog(e);
        } finally {
            if (!logged) {
                table.remove(element);
            }
        }
    }

    @Override
    public boolean remove(T element) {
        int sizeBefore = table.size();
        boolean headChanged = table.remove(element);
        if (table.size() == sizeBefore) {
            return headChanged;
        }
        boolean logged = false;
        try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, element)) {
            change.commit();
            logged = true;
            return headChanged;
        } catch (IOException e) {
            throw cannotLog(e);
        } finally {
            if (!logged) {
                table.add(element);
            }
        }
    }

    @Override
    public T poll() {
        T head = table.peek();
        if (head == null) {
            return table.poll();
        }
        try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, head)) {
            T polled = table.poll();
            change.commit();
            return polled;
        } catch (IOException e) {
            throw cannotLog(e);
        }
    }

    @Override
    public T peek() {
        return table.peek();
    }

    @Override
    public void addAll(Collection<? extends T> elements) {
        if (elements != null) {
            elements.forEach(this::add);
        }
    }

    @Override
    public boolean isEmpty() {
        return table.isEmpty();
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public CloseableIterator<T> iterator() {
        return new LoggedQueueIterator<>(table.iterator(), this::removeThrough);
    }

    /** A view for reading: what is removed from it would not be logged. */
    @Override
    public Set<T> getSubsetForKeyGroup(int keyGroupId) {
        return Collections.unmodifiableSet(table.getSubsetForKeyGroup(keyGroupId));
    }

    private void removeThrough(CloseableIterator<T> iterator, T element) {
        try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, element)) {
            iterator.remove();
            change.commit();
        } catch (IOException e) {
            throw cannotLog(e);
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

    private FlinkRuntimeException cannotLog(IOException cause) {
        return new FlinkRuntimeException("Cannot log a change of queue " + log.name() + ".", cause);
    }
}
