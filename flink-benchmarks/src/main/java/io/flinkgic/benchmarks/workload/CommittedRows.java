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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.clock.SystemClock;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** All rows that were committed in this process. Thread-safe. */
public final class CommittedRows {

    public static final CommittedRows IN_THIS_PROCESS =
            new CommittedRows(SystemClock.getInstance());

    private final Clock clock;

    @GuardedBy("this")
    private final Set<UUID> batches = new HashSet<>();

    @GuardedBy("this")
    private final SortedMap<Long, Long> recordsByWindow = new TreeMap<>();

    /** By when they were due, in steps; each one how many rows waited how many milliseconds. */
    @GuardedBy("this")
    private final SortedMap<Long, SortedMap<Long, Long>> waits = new TreeMap<>();

    @GuardedBy("this")
    private long rows;

    @GuardedBy("this")
    private long indexSum;

    @GuardedBy("this")
    private long wrongRows;

    CommittedRows(Clock clock) {
        this.clock = clock;
    }

    /** Once: Flink may commit again what it does not know to be committed. */
    synchronized void commit(CommittedBatch batch) {
        if (!batches.add(batch.id())) {
            return;
        }
        long nowMs = clock.absoluteTimeMillis();
        rows += batch.rows();
        indexSum += batch.indexSum();
        wrongRows += batch.wrongRows();
        batch.recordsByWindow()
                .forEach((end, records) -> recordsByWindow.merge(end, records, Long::sum));
        batch.rowsByDueStep()
                .forEach(
                        (step, number) ->
                                waits.computeIfAbsent(step, ignored -> new TreeMap<>())
                                        .merge(
                                                nowMs - step * CommittedBatch.DUE_STEP_MS,
                                                number,
                                                Long::sum));
    }

    /**
     * How many rows waited how many milliseconds from when they were due until they were committed.
     *
     * @param fromMs when the first of them was due, on the wall clock
     * @param toMs when the last of them was due
     */
    public synchronized SortedMap<Long, Long> waits(long fromMs, long toMs) {
        SortedMap<Long, Long> all = new TreeMap<>();
        waits.subMap(fromMs / CommittedBatch.DUE_STEP_MS, toMs / CommittedBatch.DUE_STEP_MS)
                .values()
                .forEach(
                        step ->
                                step.forEach(
                                        (waitMs, number) -> all.merge(waitMs, number, Long::sum)));
        return all;
    }

    /** All, once each. */
    public synchronized long rows() {
        return rows;
    }

    /** What is wrong with all rows of a job that ended with a last commit; empty if nothing is. */
    public synchronized List<String> flaws(Workload workload) {
        List<String> flaws = new ArrayList<>();
        if (rows == 0) {
            flaws.add("no row was committed");
        }
        if (wrongRows > 0) {
            flaws.add(wrongRows + " rows have a wrong count");
        }
        if (workload.kind() == Workload.Kind.SLIDING_WINDOW) {
            windowFlaws(workload, flaws);
        } else if (indexSum != sumBelow(rows)) {
            flaws.add("the " + rows + " rows are not those of the first " + rows + " records");
        }
        return flaws;
    }

    @GuardedBy("this")
    private void windowFlaws(Workload workload, List<String> flaws) {
        long slideMs = workload.slide().toMillis();
        long endMs = slideMs;
        for (Map.Entry<Long, Long> window : recordsByWindow.entrySet()) {
            long expected =
                    workload.firstAt(window.getKey())
                            - workload.firstAt(
                                    Math.max(0, window.getKey() - workload.size().toMillis()));
            if (window.getKey() != endMs || window.getValue() != expected) {
                flaws.add(
                        String.format(
                                "the window up to %d ms has %d records, expected are %d in one up"
                                        + " to %d",
                                window.getKey(), window.getValue(), expected, endMs));
                return;
            }
            endMs += slideMs;
        }
    }

    /** Of the numbers from 0; wraps around. */
    private static long sumBelow(long number) {
        return number % 2 == 0 ? number / 2 * (number - 1) : (number - 1) / 2 * number;
    }
}
