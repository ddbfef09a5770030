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

import org.apache.flink.runtime.changelog.janitor.store.StoredFile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one run of the janitor has found and done. Immutable. */
public final class JanitorReport {

    /** More are counted only: a store that is down fails for each file in the same way. */
    private static final int MAX_PROBLEMS = 10;

    private final JanitorMode mode;
    private final long deletedFiles;
    private final long deletedBytes;
    private final long failedFiles;
    private final Map<KeptBecause, Long> kept;
    private final List<String> problems;

    private JanitorReport(Tally tally) {
        this.mode = tally.mode;
        this.deletedFiles = tally.deletedFiles;
        this.deletedBytes = tally.deletedBytes;
        this.failedFiles = tally.failedFiles;
        this.kept = Collections.unmodifiableMap(new EnumMap<>(tally.kept));
        this.problems = List.copyOf(tally.problems);
    }

    public JanitorMode mode() {
        return mode;
    }

    /** In a dry run: that would have been deleted. */
    public long deletedFiles() {
        return deletedFiles;
    }

    /** Of {@link #deletedFiles}. */
    public long deletedBytes() {
        return deletedBytes;
    }

    /** That could not be deleted; the next run tries again. */
    public long failedFiles() {
        return failedFiles;
    }

    /** Files that stay, by the first reason that holds. */
    public long kept(KeptBecause reason) {
        return kept.getOrDefault(reason, 0L);
    }

    /** What went wrong or is not understood, the first few; each only means that more is kept. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public String toString() {
        return String.format(
                "%s %d files of %d bytes, failed for %d, kept %s%s",
                mode == JanitorMode.DRY_RUN ? "would have deleted" : "deleted",
                deletedFiles,
                deletedBytes,
                failedFiles,
                kept,
                problems.isEmpty() ? "" : "; " + problems);
    }

    /** Counts during a run. One thread. */
    static final class Tally {

        private final JanitorMode mode;
        private long deletedFiles;
        private long deletedBytes;
        private long failedFiles;
        private final Map<KeptBecause, Long> kept = new EnumMap<>(KeptBecause.class);
        private final List<String> problems = new ArrayList<>();

        Tally(JanitorMode mode) {
            this.mode = mode;
        }

        void deleted(StoredFile file) {
            deletedFiles++;
            deletedBytes += file.sizeBytes();
        }

        void failed(StoredFile file, Exception cause) {
            failedFiles++;
            problem("Could not delete " + file, cause);
        }

        void kept(KeptBecause reason) {
            kept.merge(reason, 1L, Long::sum);
        }

        void problem(String what, Exception cause) {
            problem(what + ": " + cause);
        }

        void problem(String what) {
            if (problems.size() < MAX_PROBLEMS && !problems.contains(what)) {
                problems.add(what);
            }
        }

        JanitorReport report() {
            return new JanitorReport(this);
        }
    }
}
