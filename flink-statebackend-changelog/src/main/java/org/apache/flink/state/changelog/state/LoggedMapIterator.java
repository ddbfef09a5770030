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

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Logs removals and the entries set through it. Task thread only. */
final class LoggedMapIterator<UK, UV> implements Iterator<Map.Entry<UK, UV>> {

    private final Iterator<Map.Entry<UK, UV>> iterator;
    private final MapEntryChanges<?, ?, UK, UV> changes;
    private Optional<Map.Entry<UK, UV>> last = Optional.empty();

    LoggedMapIterator(Iterator<Map.Entry<UK, UV>> iterator, MapEntryChanges<?, ?, UK, UV> changes) {
        this.iterator = iterator;
        this.changes = changes;
    }

    @Override
    public boolean hasNext() {
        return iterator.hasNext();
    }

    @Override
    public Map.Entry<UK, UV> next() {
        Map.Entry<UK, UV> entry = iterator.next();
        last = Optional.of(entry);
        return new LoggedMapEntry<>(entry, changes);
    }

    @Override
    public void remove() {
        UK key = last.orElseThrow(() -> new IllegalStateException("No next() before.")).getKey();
        changes.remove(iterator, key);
    }

    /** Logs {@link #setValue}. Task thread only. */
    private static final class LoggedMapEntry<UK, UV> implements Map.Entry<UK, UV> {

        private final Map.Entry<UK, UV> entry;
        private final MapEntryChanges<?, ?, UK, UV> changes;

        LoggedMapEntry(Map.Entry<UK, UV> entry, MapEntryChanges<?, ?, UK, UV> changes) {
            this.entry = entry;
            this.changes = changes;
        }

        @Override
        public UK getKey() {
            return entry.getKey();
        }

        @Override
        public UV getValue() {
            return entry.getValue();
        }

        @Override
        public UV setValue(UV value) {
            return changes.setValue(entry, value);
        }

        @Override
        public boolean equals(Object other) {
            return entry.equals(other);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }

        @Override
        public String toString() {
            return entry.toString();
        }
    }
}
