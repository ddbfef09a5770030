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

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.changelog.janitor.store.JanitorStore;
import org.apache.flink.runtime.changelog.reference.ReferenceCollector;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;
import org.apache.flink.runtime.state.StateObject;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What all complete checkpoints refer to, known to the JobManager or only found in the folders:
 * those of an earlier run under the same id, others of a run of which one was claimed, and such as
 * could not be deleted. Used by one thread at a time; waits for the store.
 */
final class StoredCheckpoints {

    /** A listed folder may lack the latest checkpoint because a younger one has replaced it. */
    private static final int LOOKS = 3;

    private final JanitorFolders folders;
    private final JanitorStore store;

    /** Whether a checkpoint of which Flink knows was found where it should be. */
    private boolean folderConfirmed;

    StoredCheckpoints(JanitorFolders folders, JanitorStore store) {
        this.folders = folders;
        this.store = store;
    }

    /**
     * While the job runs: only if the latest checkpoint is in the run's folder.
     *
     * @return empty if it cannot be found out
     */
    Optional<ReferencedFiles> references(
            Supplier<JobCheckpoints> checkpoints, JanitorReport.Tally tally) {
        JobCheckpoints known = checkpoints.get();
        Optional<Set<Path>> listed = list(tally);
        for (int look = 1; look < LOOKS && listed.isPresent(); look++) {
            if (hasLatest(listed.get(), known)) {
                break;
            }
            known = checkpoints.get();
            listed = list(tally);
        }
        return listed.isPresent() && isInItsFolder(listed.get(), known, tally)
                ? references(listed.get(), known, tally)
                : Optional.empty();
    }

    /**
     * After the end of the job, when Flink may have deleted the latest checkpoint.
     *
     * @param fresh whether this JobManager has begun the job without any checkpoint: then all that
     *     was stored under it is known
     * @return empty if it cannot be found out
     */
    Optional<ReferencedFiles> referencesAfterEnd(
            JobCheckpoints kept, boolean fresh, JanitorReport.Tally tally) {
        return folderConfirmed || fresh
                ? list(tally).flatMap(all -> references(all, kept, tally))
                : Optional.empty();
    }

    /** Whether a checkpoint of which Flink knows was found where it should be. */
    boolean isFolderConfirmed() {
        return folderConfirmed;
    }

    private Optional<Set<Path>> list(JanitorReport.Tally tally) {
        Set<Path> checkpoints = new LinkedHashSet<>();
        for (Path folder : folders.checkpointFolders()) {
            try {
                checkpoints.addAll(store.checkpoints(folder));
            } catch (IOException e) {
                tally.problem("Could not find out about the checkpoints in " + folder, e);
                return Optional.empty();
            }
        }
        return Optional.of(checkpoints);
    }

    private static Optional<CheckpointFacts> latest(JobCheckpoints known) {
        return known.retained().stream().max(Comparator.comparingLong(CheckpointFacts::id));
    }

    private static boolean hasLatest(Set<Path> listed, JobCheckpoints known) {
        return latest(known)
                .flatMap(CheckpointFacts::folder)
                .map(folder -> contain(listed, folder))
                .orElse(true);
    }

    /** The scheme is not compared: one store has several. */
    private static boolean contain(Set<Path> listed, Path folder) {
        String path = folder.toUri().getPath();
        return listed.stream().anyMatch(each -> each.toUri().getPath().equals(path));
    }

    /** Whether the latest checkpoint lies where the folder of the run is thought to be. */
    private boolean isInItsFolder(
            Set<Path> listed, JobCheckpoints known, JanitorReport.Tally tally) {
        Optional<CheckpointFacts> latest = latest(known);
        if (!latest.isPresent()) {
            return true;
        }
        Optional<Path> folder = latest.get().folder();
        String run = folders.runFolder().toUri().getPath();
        boolean own =
                folder.map(Path::getParent)
                        .filter(p -> p.toUri().getPath().equals(run))
                        .isPresent();
        if (own && contain(listed, folder.get())) {
            folderConfirmed = true;
            return true;
        }
        if (own || !isRestored(latest.get(), known)) {
            tally.problem(
                    "The latest checkpoint "
                            + folder.map(Path::toString).orElse("without a folder")
                            + " was not found in "
                            + folders.runFolder());
        }
        return false;
    }

    /** The first own checkpoint is still to come. */
    private boolean isRestored(CheckpointFacts latest, JobCheckpoints known) {
        return known.restored().stream().anyMatch(each -> each.id() == latest.id())
                || latest.folder()
                        .map(Path::getParent)
                        .filter(folders.checkpointFolders()::contains)
                        .isPresent();
    }

    /** One checkpoint after the other: all their handles at once may be many. */
    private Optional<ReferencedFiles> references(
            Set<Path> listed, JobCheckpoints known, JanitorReport.Tally tally) {
        Map<Path, CheckpointFacts> read = new HashMap<>();
        known.retained().forEach(each -> each.folder().ifPresent(folder -> read.put(folder, each)));
        ReferenceCollector collector = new ReferenceCollector();
        for (Path checkpoint : listed) {
            try {
                collector.addAll(
                        read.containsKey(checkpoint)
                                ? read.get(checkpoint).states()
                                : states(checkpoint));
            } catch (IOException e) {
                tally.problem("Nothing is deleted as long as " + checkpoint + " is unreadable", e);
                return Optional.empty();
            }
        }
        ReferencedFiles files = collector.collected();
        files.tellUnknown(tally::problem);
        return Optional.of(files);
    }

    /**
     * Of one that is not complete: none. One that is deleted just now may fail in any way, so it is
     * looked for again.
     */
    private Collection<? extends StateObject> states(Path checkpoint) throws IOException {
        try {
            return store.states(checkpoint);
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            return store.checkpoints(checkpoint.getParent()).contains(checkpoint)
                    ? statesAgain(checkpoint)
                    : List.of();
        }
    }

    private Collection<? extends StateObject> statesAgain(Path checkpoint) throws IOException {
        try {
            return store.states(checkpoint);
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
