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
package org.apache.flink.state.changelog.state;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSet;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.record.KnownElements;
import org.apache.flink.state.changelog.record.OpenChange;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Logs added and removed elements.
 *
 * <p>An addition of what is there and a removal of what is not there change nothing and are not
 * logged (P35), where that can be known: the result of {@code add} and {@code remove} tells only
 * whether the head changed. On the heap the size tells it, and costs nothing. A queue in RocksDB
 * would count its elements for it; there {@link KnownElements} remembers what was added lately. A
 * window registers the same two timers for each record, so most additions are known, and not even
 * passed on to RocksDB. Task thread only.
 */
final class LoggedPriorityQueue<T extends Keyed<?>> implements KeyGroupedInternalPriorityQueue<T> {

    private static final int SERIALIZED_BYTES = 64;

    private final KeyGroupedInternalPriorityQueue<T> table;
    private final TypeSerializer<T> serializer;
    private final StateRegistry registry;
    private final RegisteredState state;
    private final ChangeRecorder<?> recorder;
    private final boolean sizeIsCheap;

    /** Not on the heap. */
    private final Optional<KnownElements> known;

    /** The serialized element of the call under way. */
    private final DataOutputSerializer serialized = new DataOutputSerializer(SERIALIZED_BYTES);

    LoggedPriorityQueue(
            KeyGroupedInternalPriorityQueue<T> table,
            TypeSerializer<T> serializer,
            StateRegistry registry,
            RegisteredState state,
            ChangeRecorder<?> recorder) {
        this.table = table;
        this.serializer = serializer;
        this.registry = registry;
        this.state = state;
        this.recorder = recorder;
        this.sizeIsCheap = table instanceof HeapPriorityQueueSet;
        this.known = sizeIsCheap ? Optional.empty() : Optional.of(new KnownElements());
    }

    @Override
    public T poll() {
        T head = table.peek();
        if (head == null) {
            return table.poll();
        }
        try {
            serialize(head);
            known.ifPresent(elements -> elements.remove(serialized));
            try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, head)) {
                T polled = table.poll();
                change.commit();
                return polled;
            }
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
            serialize(element);
            if (known.isPresent() && known.get().contains(serialized)) {
                return false;
            }
            try (OpenChange change = begin(ChangeOperation.QUEUE_ADD, element)) {
                int sizeBefore = sizeIfCheap();
                boolean headChanged = table.add(element);
                if (!sizeIsCheap || table.size() != sizeBefore) {
                    change.commit();
                }
                known.ifPresent(elements -> elements.add(serialized));
                return headChanged;
            }
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
            serialize(element);
            known.ifPresent(elements -> elements.remove(serialized));
            try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, element)) {
                int sizeBefore = sizeIfCheap();
                boolean headChanged = table.remove(element);
                if (!sizeIsCheap || table.size() != sizeBefore) {
                    change.commit();
                }
                return headChanged;
            }
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
            serialize(element);
            known.ifPresent(elements -> elements.remove(serialized));
            try (OpenChange change = begin(ChangeOperation.QUEUE_REMOVE, element)) {
                iterator.remove();
                change.commit();
            }
        } catch (IOException e) {
            throw cannotLog(e);
        }
    }

    private int sizeIfCheap() {
        return sizeIsCheap ? table.size() : 0;
    }

    private void serialize(T element) throws IOException {
        serialized.clear();
        serializer.serialize(element, serialized);
    }

    /** Begins the change of the element that was serialized last. */
    private OpenChange begin(ChangeOperation operation, T element) throws IOException {
        registry.announce(state);
        OpenChange change = recorder.beginQueueChange(operation, state.id(), element.getKey());
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

    private FlinkRuntimeException cannotLog(IOException cause) {
        return new FlinkRuntimeException(
                "Cannot log a change of queue " + state.metadata().state().getName() + ".", cause);
    }

    /** Passes removals to the queue, which logs them. Task thread only. */
    @SuppressWarnings("try") // CloseableIterator may throw anything on close.
    private static final class LoggedQueueIterator<T> implements CloseableIterator<T> {

        private final CloseableIterator<T> iterator;
        private final BiConsumer<CloseableIterator<T>, T> remove;
        private Optional<T> last = Optional.empty();

        LoggedQueueIterator(
                CloseableIterator<T> iterator, BiConsumer<CloseableIterator<T>, T> remove) {
            this.iterator = iterator;
            this.remove = remove;
        }

        @Override
        public boolean hasNext() {
            return iterator.hasNext();
        }

        @Override
        public T next() {
            T element = iterator.next();
            last = Optional.of(element);
            return element;
        }

        @Override
        public void remove() {
            remove.accept(
                    iterator,
                    last.orElseThrow(() -> new IllegalStateException("No next() before.")));
        }

        @Override
        public void close() throws Exception {
            iterator.close();
        }
    }
}
