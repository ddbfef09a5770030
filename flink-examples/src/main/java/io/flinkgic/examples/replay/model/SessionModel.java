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
package io.flinkgic.examples.replay.model;

import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SessionRow.Session;
import io.flinkgic.examples.replay.WindowSequence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sessions of Sessions. Immutable. */
public final class SessionModel {

    private final WindowSequence sequence;
    private final long gapMs;
    private final long stepMs;

    /**
     * @param step between two watermarks
     */
    public SessionModel(WindowSequence sequence, Duration gap, Duration step) {
        this.sequence = sequence;
        this.gapMs = gap.toMillis();
        this.stepMs = step.toMillis();
    }

    /** By key: the sessions that are over when a job has read these records, in their order. */
    public Map<Long, List<Session>> sessionsAfter(ReadRecords read) {
        return sessionsBefore(sequence.reachedMs(read, stepMs), read);
    }

    /** By key: all sessions of a job that has read these records and came to its end. */
    public Map<Long, List<Session>> sessionsAtEnd(ReadRecords read) {
        return sessionsBefore(Long.MAX_VALUE, read);
    }

    /**
     * @param reachedMs all sessions are over that end before it
     */
    private Map<Long, List<Session>> sessionsBefore(long reachedMs, ReadRecords read) {
        Map<Long, List<Long>> indexesOfKeys = new TreeMap<>();
        read.indexes()
                .forEach(
                        index ->
                                indexesOfKeys
                                        .computeIfAbsent(
                                                sequence.keyAt(index), key -> new ArrayList<>())
                                        .add(index));
        Map<Long, List<Session>> sessions = new TreeMap<>();
        indexesOfKeys.forEach(
                (key, indexes) -> {
                    indexes.sort(
                            Comparator.comparingLong(
                                    index -> sequence.timeMsAt(index, read.ranges())));
                    List<Session> all = sessionsOf(key, indexes, read);
                    all.removeIf(session -> session.endMs() >= reachedMs);
                    if (!all.isEmpty()) {
                        sessions.put(key, all);
                    }
                });
        return sessions;
    }

    /** A record that comes exactly when the gap ends still belongs to the session. */
    private List<Session> sessionsOf(long key, List<Long> indexes, ReadRecords read) {
        List<Session> sessions = new ArrayList<>();
        int first = 0;
        for (int next = 1; next <= indexes.size(); next++) {
            if (next == indexes.size()
                    || timeMs(indexes.get(next), read) - timeMs(indexes.get(next - 1), read)
                            > gapMs) {
                List<Long> members = indexes.subList(first, next);
                sessions.add(
                        new Session(
                                key,
                                timeMs(members.get(0), read),
                                timeMs(members.get(members.size() - 1), read) + gapMs,
                                members.size(),
                                members.stream().mapToLong(sequence::fingerprintAt).sum()));
                first = next;
            }
        }
        return sessions;
    }

    private long timeMs(long index, ReadRecords read) {
        return sequence.timeMsAt(index, read.ranges());
    }
}
