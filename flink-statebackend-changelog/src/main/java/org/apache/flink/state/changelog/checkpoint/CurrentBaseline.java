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
package org.apache.flink.state.changelog.checkpoint;

import com.google.errorprone.annotations.ThreadSafe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The baseline of the next checkpoint. Thread-safe: read on the task thread, advanced wherever a
 * materialization finishes.
 */
@ThreadSafe
public final class CurrentBaseline {

    private final AtomicReference<Baseline> current;

    /** No checkpoint refers to a materialization up to this id. */
    private final AtomicLong retiredTo = new AtomicLong(Long.MIN_VALUE);

    public CurrentBaseline(Baseline restored) {
        this.current = new AtomicReference<>(restored);
    }

    public Baseline get() {
        return current.get();
    }

    /**
     * Moves to a younger materialization.
     *
     * @return false if one at least as young is there already; the argument is of no use then
     */
    public boolean advanceTo(Baseline baseline) {
        Baseline before =
                current.getAndUpdate(
                        present -> isYounger(baseline, present) ? usable(baseline) : present);
        return isYounger(baseline, before);
    }

    /**
     * No checkpoint may refer to the restored log any more: the next one materializes, unless a
     * materialization has replaced it already.
     */
    public void retireRestoredLog() {
        current.updateAndGet(
                present -> present.restoredLog().isEmpty() ? present : present.restoreOnly());
    }

    /**
     * No checkpoint may refer to any materialization that was taken so far, stored or not: the next
     * one materializes. Once values of one state are in two schemas, those of different subtasks
     * could not be restored together.
     *
     * @param lastTaken the largest id that was given
     */
    public void retire(long lastTaken) {
        retiredTo.set(lastTaken);
        current.updateAndGet(this::usable);
    }

    private Baseline usable(Baseline baseline) {
        return baseline.materializationId() <= retiredTo.get() ? baseline.restoreOnly() : baseline;
    }

    /** Ids are given in the order in which materializations start. */
    private static boolean isYounger(Baseline candidate, Baseline present) {
        return candidate.materializationId() > present.materializationId();
    }
}
