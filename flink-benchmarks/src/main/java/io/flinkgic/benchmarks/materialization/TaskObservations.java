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
package io.flinkgic.benchmarks.materialization;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the tasks of this process note. Flink makes the operators: there is no other way to them.
 */
final class TaskObservations {

    static final TaskObservations IN_THIS_PROCESS = new TaskObservations();

    private final AtomicLong records = new AtomicLong();

    @GuardedBy("this")
    private final List<Pause> pauses = new ArrayList<>();

    private TaskObservations() {}

    void addRecord() {
        records.incrementAndGet();
    }

    long records() {
        return records.get();
    }

    synchronized void addProbe(int subtask, long nowMs, Duration late) {
        pauses.add(new Pause(subtask, nowMs, late));
    }

    /** Of each probe, also those of no length. */
    synchronized List<Pause> pauses() {
        return new ArrayList<>(pauses);
    }
}
