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
package io.flinkgic.tools.output;

import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SessionRow;
import io.flinkgic.examples.replay.SessionRow.Memory;
import io.flinkgic.examples.replay.SessionRow.Session;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.model.SessionModel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges what Sessions committed. Exactly once holds if the notes of its progress hold, and
 *
 * <ol>
 *   <li>the sessions that are over after these records were committed once, each with all of its
 *       records and no others;
 *   <li>the state that lives long counted them 1, 2, 3 and so on for each key, and has the digest
 *       of just these;
 *   <li>the state that lives shortly knew the session before, where it was certainly younger than
 *       its time to live, and nothing, where it was certainly older.
 * </ol>
 */
public final class SessionVerifier {

    private final SessionModel model;
    private final SplitRanges ranges;
    private final long shortLifeMs;

    /**
     * @param shortLife the time to live of the job's state that lives shortly
     */
    public SessionVerifier(SessionModel model, SplitRanges ranges, Duration shortLife) {
        this.model = model;
        this.ranges = ranges;
        this.shortLifeMs = shortLife.toMillis();
    }

    /**
     * @param lastAttempt what the source says, if it was asked
     */
    public OutputReport verify(
            List<SessionRow> rows, List<ProgressRow> notes, Optional<LastAttempt> lastAttempt) {
        Mismatches mismatches = new Mismatches();
        if (rows.isEmpty()) {
            mismatches.add("nothing was committed");
        }
        ReadRecords read = new ProgressVerifier(ranges, mismatches).verify(notes, lastAttempt);
        Map<Long, OfKey> keys = new TreeMap<>();
        model.sessionsAfter(read)
                .forEach((key, all) -> keys.put(key, new OfKey(key, all, mismatches)));
        for (SessionRow row : rows) {
            keys.computeIfAbsent(row.session().key(), key -> new OfKey(key, List.of(), mismatches))
                    .add(row);
            judgeShortLived(row, mismatches);
        }
        keys.values().forEach(OfKey::reportMissing);
        return new OutputReport(rows.size(), keys.size(), mismatches);
    }

    private void judgeShortLived(SessionRow row, Mismatches mismatches) {
        Memory memory = row.memory();
        boolean nothing = memory.recalled() == 0;
        boolean latest = memory.recalled() == memory.visit() - 1;
        if (!nothing && !latest) {
            mismatches.add(
                    "the short-lived state recalled a visit that was not the latest: " + row);
        } else if (memory.visit() > 1 && nothing && memory.oldestMs() < shortLifeMs) {
            mismatches.add(
                    String.format(
                            "the short-lived state was gone before its %d ms were over: %s",
                            shortLifeMs, row));
        } else if (memory.visit() > 1 && latest && memory.youngestMs() >= shortLifeMs) {
            mismatches.add(
                    String.format(
                            "the short-lived state was seen after its %d ms: %s",
                            shortLifeMs, row));
        }
    }

    /** The sessions of one key. */
    private static final class OfKey {

        private final long key;
        private final List<Session> sessions;
        private final long[] digests;
        private final Mismatches mismatches;
        private final boolean[] seen;

        OfKey(long key, List<Session> sessions, Mismatches mismatches) {
            this.key = key;
            this.sessions = sessions;
            this.mismatches = mismatches;
            digests = new long[sessions.size() + 1];
            seen = new boolean[sessions.size() + 1];
            for (int visit = 1; visit <= sessions.size(); visit++) {
                digests[visit] = sessions.get(visit - 1).digest(digests[visit - 1]);
            }
        }

        void add(SessionRow row) {
            int visit = 1 + sessions.indexOf(row.session());
            if (visit == 0) {
                mismatches.add("session " + row.session() + " was committed, but there is none");
                return;
            }
            if (seen[visit]) {
                mismatches.add("session " + row.session() + " appears again");
            }
            seen[visit] = true;
            if (row.memory().visit() != visit || row.memory().digest() != digests[visit]) {
                mismatches.add(
                        String.format(
                                "session %s is number %d of its key with digest %d, but was"
                                        + " committed as %s",
                                row.session(), visit, digests[visit], row));
            }
        }

        void reportMissing() {
            for (int visit = 1; visit <= sessions.size(); visit++) {
                if (!seen[visit]) {
                    mismatches.add(
                            String.format(
                                    "session %s, number %d of key %d, is missing",
                                    sessions.get(visit - 1), visit, key));
                }
            }
        }
    }
}
