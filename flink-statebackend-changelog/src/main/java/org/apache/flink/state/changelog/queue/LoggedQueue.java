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

import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/** Reads from the table, and leaves changes to {@link QueueChanges}. Task thread only. */
final class LoggedQueue<T> implements KeyGroupedInternalPriorityQueue<T> {

    private final KeyGroupedInternalPriorityQueue<T> table;
    private final QueueChanges<T> changes;

    /** For messages. */
    private final String name;

    LoggedQueue(KeyGroupedInternalPriorityQueue<T> table, QueueChanges<T> changes, String name) {
        this.table = table;
        this.changes = changes;
        this.name = name;
    }

    @Override
    public T poll() {
        T head = table.peek();
        if (head == null) {
            return table.poll();
        }
        try {
            return changes.poll(head);
        } catch (IOException e) {
            throw cannotLog(e);
        }
    }

    @Override
    public T peek() {
        return table.peek();
    }

    @Override
    public boolean add(T element) {
        try {
            return changes.add(element);
        } catch (IOException e) {
            throw cannotLog(e);
        }
    }

    @Override
    public boolean remove(T element) {
        if (table.isEmpty()) {
            return table.remove(element);
        }
        try {
            return changes.remove(element);
        } catch (IOException e) {
            throw cannotLog(e);
        }
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
        try {
            changes.removeThrough(iterator, element);
        } catch (IOException e) {
            throw cannotLog(e);
        }
    }

    private FlinkRuntimeException cannotLog(IOException cause) {
        return new FlinkRuntimeException("Cannot log a change of queue " + name + ".", cause);
    }
}
