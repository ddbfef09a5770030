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
package org.apache.flink.runtime.changelog.janitor;

import org.apache.flink.runtime.changelog.janitor.store.JanitorStore;
import org.apache.flink.util.clock.Clock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What time it was for the stores of a job's own folders when it had ended for good. Immutable.
 *
 * <p>Whatever a store has modified until then is no successor's.
 */
public final class StoreTimes {

    /** How long after the end of the job its successor has certainly stored nothing. */
    private static final long PROMPT_MS = 5_000;

    private final Map<JanitorFolders.Folder, Long> timesMs;
    private final List<String> problems;

    private StoreTimes(Map<JanitorFolders.Folder, Long> timesMs, List<String> problems) {
        this.timesMs = Map.copyOf(timesMs);
        this.problems = List.copyOf(problems);
    }

    static StoreTimes none() {
        return new StoreTimes(Map.of(), List.of());
    }

    /** Waits for the store. */
    static StoreTimes of(JanitorFolders folders, JanitorStore store, Clock clock, long endedMs) {
        Map<JanitorFolders.Folder, Long> timesMs = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (JanitorFolders.Folder folder : folders.all()) {
            try {
                if (folder.owner() == JanitorFolders.Owner.THE_JOB) {
                    store.time(folder.path()).ifPresent(nowMs -> timesMs.put(folder, nowMs));
                }
            } catch (IOException e) {
                problems.add("Could not find out the time of " + folder + ": " + e);
            }
        }
        if (clock.relativeTimeMillis() - endedMs > PROMPT_MS) {
            problems.add("It took too long to find out when the job has ended for the stores");
            timesMs.clear();
        }
        return new StoreTimes(timesMs, problems);
    }

    /** On the store's clock, in milliseconds since the epoch; empty if it is not known. */
    OptionalLong of(JanitorFolders.Folder folder) {
        return timesMs.containsKey(folder)
                ? OptionalLong.of(timesMs.get(folder))
                : OptionalLong.empty();
    }

    void tellProblems(JanitorReport.Tally tally) {
        problems.forEach(tally::problem);
    }
}
