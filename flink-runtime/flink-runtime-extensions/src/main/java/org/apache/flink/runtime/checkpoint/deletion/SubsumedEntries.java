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
import java.util.function.Predicate;

/**
 * Entries of subsumed checkpoints in the store that outlives a JobManager. Flink removes an entry,
 * and then deletes the checkpoint: one that a JobManager was to delete when it was killed stays for
 * ever, as nobody knows of it. Here the entry goes when the deletion was tried. Until then the next
 * JobManager finds it beside the later ones, restores from the latest, and subsumes and deletes it
 * again. Thread-safe.
 *
 * <p>It stays no longer than that even if the deletion fails, and only a few stay at all: where
 * nobody can delete, entries must not become ever more, as a JobManager reads them all when it
 * begins. And only where those that a JobManager has read are locked against the one before, which
 * may still be removing some: in ZooKeeper.
 */
final class SubsumedEntries {

    private static final Logger LOG = LoggerFactory.getLogger(SubsumedEntries.class);

    /** So many deletions are hardly ever behind. Above it Flink's order costs a leak at most. */
    static final int MAX_OF_EACH = 20;

    private final Predicate<StateHandleStore<?, ?>> locksWhatIsRead;

    @GuardedBy("this")
    private final Map<CompletedCheckpoint, Entry> entries = new WeakHashMap<>();

    SubsumedEntries(Predicate<StateHandleStore<?, ?>> locksWhatIsRead) {
        this.locksWhatIsRead = locksWhatIsRead;
    }

    /**
     * Takes over to remove an entry.
     *
     * @param owner of the entries
     * @param name of the checkpoint's entry
     * @return false if it is to be removed at once, by the caller
     */
    synchronized boolean add(
            Object owner,
            StateHandleStore<?, ?> handles,
            String name,
            CompletedCheckpoint checkpoint) {
        boolean added =
                locksWhatIsRead.test(handles)
                        && entries.values().stream().filter(entry -> entry.owner == owner).count()
                                < MAX_OF_EACH;
        if (added) {
            entries.put(checkpoint, new Entry(owner, handles, name));
        }
        return added;
    }

    /** Removes that of a checkpoint, if there is one and it is still there. */
    void remove(Checkpoint checkpoint) {
        Optional<Entry> entry;
        synchronized (this) {
            // Of another class of checkpoints there are none.
            entry = Optional.ofNullable(entries.get(checkpoint));
        }
        entry.ifPresent(Entry::remove);
        synchronized (this) {
            // Not before: whoever clears the store must not miss one that is just being removed.
            entries.remove(checkpoint);
        }
    }

    synchronized boolean contain(Checkpoint checkpoint) {
        return entries.containsKey(checkpoint);
    }

    /** Removes all that are left of an owner, whose job has ended for good. */
    void removeAllOf(Object owner) {
        forget(owner).forEach(Entry::remove);
    }

    /** Leaves them to the owner's successor. */
    void leaveAllOf(Object owner) {
        int left = forget(owner).size();
        if (left > 0) {
            LOG.info("{} checkpoints are left to be deleted by the next JobManager.", left);
        }
    }

    private synchronized List<Entry> forget(Object owner) {
        List<Entry> left = new ArrayList<>();
        entries.values()
                .removeIf(
                        entry -> {
                            if (entry.owner == owner) {
                                left.add(entry);
                            }
                            return entry.owner == owner;
                        });
        return left;
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
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.info("Could not remove {}, the entry of a deleted checkpoint.", name, e);
            }
        }
    }
}
