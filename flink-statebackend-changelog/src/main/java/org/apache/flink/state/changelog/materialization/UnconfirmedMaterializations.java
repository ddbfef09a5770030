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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateUtil;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.annotation.concurrent.GuardedBy;
import javax.annotation.concurrent.ThreadSafe;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;

/**
 * Stored materializations that no complete checkpoint refers to. Their files still belong to this
 * task; the JobManager owns those of a complete checkpoint. They are deleted as soon as no
 * checkpoint can come to refer to them, away from the thread that finds this out.
 */
@ThreadSafe
final class UnconfirmedMaterializations {

    private static final Logger LOG = LoggerFactory.getLogger(UnconfirmedMaterializations.class);

    private final Executor deletions;
    private final Object lock = new Object();

    /** By the id of the materialization. */
    @GuardedBy("lock")
    private final TreeMap<Long, List<KeyedStateHandle>> stored = new TreeMap<>();

    @GuardedBy("lock")
    private boolean ended;

    UnconfirmedMaterializations(Executor deletions) {
        this.deletions = deletions;
    }

    /**
     * Takes ownership of what was stored. After {@link #end} it is left where it is: the checkpoint
     * that it was stored for may become complete all the same.
     */
    void add(long id, List<KeyedStateHandle> files) {
        synchronized (lock) {
            if (!ended) {
                stored.put(id, files);
            }
        }
    }

    /** A complete checkpoint refers to it: from now on it is the JobManager's. */
    void confirmed(long id) {
        synchronized (lock) {
            stored.remove(id);
        }
    }

    /**
     * Deletes those that nobody needs and that are older than the baseline. A younger one is about
     * to become it: the thread that stored it may have added it here, and not come further.
     */
    void releaseBefore(long baseline, LongPredicate needed) {
        release(id -> id >= baseline || needed.test(id));
    }

    private void release(LongPredicate needed) {
        Map<Long, List<KeyedStateHandle>> unneeded = new TreeMap<>();
        synchronized (lock) {
            Iterator<Map.Entry<Long, List<KeyedStateHandle>>> all = stored.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<Long, List<KeyedStateHandle>> each = all.next();
                if (!needed.test(each.getKey())) {
                    unneeded.put(each.getKey(), each.getValue());
                    all.remove();
                }
            }
        }
        unneeded.forEach(this::delete);
    }

    /** No more checkpoints are to come. What a pending one may refer to is left where it is. */
    void end(LongPredicate needed) {
        synchronized (lock) {
            ended = true;
        }
        release(needed);
        synchronized (lock) {
            if (!stored.isEmpty()) {
                LOG.info(
                        "Materializations {} stay where they are: whether a checkpoint that refers "
                                + "to them is complete is not known here.",
                        stored.keySet());
                stored.clear();
            }
        }
    }

    private void delete(long id, List<KeyedStateHandle> files) {
        deletions.execute(() -> deleteNow(id, files));
    }

    private static void deleteNow(long id, List<KeyedStateHandle> files) {
        LOG.debug("Deleting materialization {}, to which no checkpoint refers.", id);
        try {
            StateUtil.bestEffortDiscardAllStateObjects(files);
        } catch (Exception e) {
            LOG.warn("Could not delete materialization {}, which nobody uses: {}", id, files, e);
        }
    }
}
