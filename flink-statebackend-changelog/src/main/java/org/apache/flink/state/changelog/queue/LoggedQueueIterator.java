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

import org.apache.flink.util.CloseableIterator;

import java.util.Optional;
import java.util.function.BiConsumer;

/** Passes removals to the queue, which logs them. Task thread only. */
@SuppressWarnings("try") // CloseableIterator may throw anything on close.
final class LoggedQueueIterator<T> implements CloseableIterator<T> {

    private final CloseableIterator<T> iterator;
    private final BiConsumer<CloseableIterator<T>, T> remove;
    private Optional<T> last = Optional.empty();

    LoggedQueueIterator(CloseableIterator<T> iterator, BiConsumer<CloseableIterator<T>, T> remove) {
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
                iterator, last.orElseThrow(() -> new IllegalStateException("No next() before.")));
    }

    @Override
    public void close() throws Exception {
        iterator.close();
    }
}
