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
package io.flinkgic.examples.replay;

import java.util.Objects;

/**
 * One session that is over, and what was remembered of its key's earlier ones, written as {@code
 * key,startMs,endMs,records,fingerprint,visit,digest,recalled,youngestMs,oldestMs}.
 */
public final class SessionRow {

    private static final String NAMES =
            "key,startMs,endMs,records,fingerprint,visit,digest,recalled,youngestMs,oldestMs";

    private final Session session;
    private final Memory memory;

    public SessionRow(Session session, Memory memory) {
        this.session = Objects.requireNonNull(session);
        this.memory = Objects.requireNonNull(memory);
    }

    public Session session() {
        return session;
    }

    public Memory memory() {
        return memory;
    }

    /** The row as a line, without its end. */
    public String format() {
        return session.format() + "," + memory.format();
    }

    /**
     * Reads what {@link #format()} wrote.
     *
     * @throws IllegalArgumentException if the line is no such row, with the line in its message
     */
    public static SessionRow parse(String line) {
        Fields fields = Fields.of(NAMES, line);
        return new SessionRow(
                new Session(
                        fields.longAt(0),
                        fields.longAt(1),
                        fields.longAt(2),
                        fields.longAt(3),
                        fields.longAt(4)),
                new Memory(
                        fields.longAt(5),
                        fields.longAt(6),
                        fields.longAt(7),
                        fields.longAt(8),
                        fields.longAt(9)));
    }

    @Override
    public String toString() {
        return format();
    }

    /** What a key's records of one session amount to. Immutable. */
    public static final class Session {

        private final long key;
        private final long startMs;
        private final long endMs;
        private final long records;
        private final long fingerprint;

        /**
         * @param endMs when the session would have ended without a further record: the gap is part
         *     of it
         */
        public Session(long key, long startMs, long endMs, long records, long fingerprint) {
            this.key = key;
            this.startMs = startMs;
            this.endMs = endMs;
            this.records = records;
            this.fingerprint = fingerprint;
        }

        public long key() {
            return key;
        }

        public long startMs() {
            return startMs;
        }

        public long endMs() {
            return endMs;
        }

        public long fingerprint() {
            return fingerprint;
        }

        /** Of all sessions of a key up to this one, in their order. */
        public long digest(long digestBefore) {
            return digestBefore * 31 + fingerprint;
        }

        private String format() {
            return key + "," + startMs + "," + endMs + "," + records + "," + fingerprint;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Session)) {
                return false;
            }
            Session that = (Session) other;
            return key == that.key
                    && startMs == that.startMs
                    && endMs == that.endMs
                    && records == that.records
                    && fingerprint == that.fingerprint;
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, startMs, endMs, records, fingerprint);
        }

        @Override
        public String toString() {
            return format();
        }
    }

    /** What the states of a key say when one of its sessions is over. Immutable. */
    public static final class Memory {

        private final long visit;
        private final long digest;
        private final long recalled;
        private final long youngestMs;
        private final long oldestMs;

        /**
         * @param visit which session of its key it is, from 1, by a state that lives long
         * @param digest of all sessions of the key up to this one, by a state that lives long
         * @param recalled the earlier visit that a state knows which lives shortly; 0 if it knows
         *     none
         * @param youngestMs the state that lives shortly was written at least so long ago; 0 at the
         *     first visit
         * @param oldestMs it was written at most so long ago
         */
        public Memory(long visit, long digest, long recalled, long youngestMs, long oldestMs) {
            this.visit = visit;
            this.digest = digest;
            this.recalled = recalled;
            this.youngestMs = youngestMs;
            this.oldestMs = oldestMs;
        }

        public long visit() {
            return visit;
        }

        public long digest() {
            return digest;
        }

        public long recalled() {
            return recalled;
        }

        public long youngestMs() {
            return youngestMs;
        }

        public long oldestMs() {
            return oldestMs;
        }

        private String format() {
            return visit + "," + digest + "," + recalled + "," + youngestMs + "," + oldestMs;
        }
    }
}
