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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.runtime.checkpoint.Checkpoint;
import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.persistence.StateHandleStore;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * Entries of subsumed checkpoints in the store that outlives a JobManager, such as ZooKeeper. Flink
 * removes an entry, and then deletes the checkpoint: one that a JobManager was to delete when it
 * was killed stays for ever, as nobody knows of it. Here the entry goes when the deletion was
 * tried. Until then the next JobManager finds it beside the later ones, restores from the latest,
 * and subsumes and deletes it again. Thread-safe.
 *
 * <p>It stays no longer than that even if the deletion fails: where nobody may delete, entries must
 * not become ever more.
 */
final class SubsumedEntries {

    private static final Logger LOG = LoggerFactory.getLogger(SubsumedEntries.class);

    @GuardedBy("this")
    private final Map<CompletedCheckpoint, Entry> entries = new WeakHashMap<>();

    /**
     * @param owner of the entries
     * @param name of the checkpoint's entry
     */
    synchronized void add(
            Object owner,
            StateHandleStore<?, ?> handles,
            String name,
            CompletedCheckpoint checkpoint) {
        entries.put(checkpoint, new Entry(owner, handles, name));
    }

    /** Removes that of a checkpoint, if there is one and it is still there. */
    void remove(Checkpoint checkpoint) {
        Optional<Entry> entry;
        synchronized (this) {
            // Of another class of checkpoints there are none.
            entry = Optional.ofNullable(entries.remove(checkpoint));
        }
        entry.ifPresent(Entry::remove);
    }

    synchronized boolean contain(Checkpoint checkpoint) {
        return entries.containsKey(checkpoint);
    }

    /** Removes all that are left of an owner, who needs none any more. */
    void removeAllOf(Object owner) {
        List<Entry> left = new ArrayList<>();
        synchronized (this) {
            entries.values()
                    .removeIf(
                            entry -> {
                                if (entry.owner == owner) {
                                    left.add(entry);
                                }
                                return entry.owner == owner;
                            });
        }
        left.forEach(Entry::remove);
    }

    /** One of them. Immutable. */
    private static final class Entry {

        private final Object owner;
        private final StateHandleStore<?, ?> handles;
        private final String name;

        Entry(Object owner, StateHandleStore<?, ?> handles, String name) {
            this.owner = owner;
            this.handles = handles;
            this.name = name;
        }

        void remove() {
            try {
                handles.releaseAndTryRemove(name);
            } catch (Exception e) {
                LOG.info("Could not remove {}, the entry of a deleted checkpoint.", name, e);
            }
        }
    }
}
