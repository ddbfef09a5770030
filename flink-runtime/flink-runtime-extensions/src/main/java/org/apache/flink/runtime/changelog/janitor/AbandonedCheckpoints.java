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
import org.apache.flink.runtime.changelog.janitor.store.StoredFile;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checkpoints of the run that the JobManager before this one was taking when it was killed, and of
 * which this one does not know: files of some tasks, or even all of one with its metadata. Used by
 * one thread at a time; waits for the store.
 *
 * <p>Flink has no use for them once a later checkpoint is complete, and never deletes them. Here
 * two have to be: one that was nearly complete a JobManager can still complete that has been
 * replaced while it was frozen, and whose successor may know what it does not know. Theirs are the
 * numbers between that of the last checkpoint that this JobManager has found and the first that it
 * has given itself. A folder of such a number may also be of an earlier run of the same id; that
 * has ended before this run began, so the store has modified something in it before it did the
 * metadata of a checkpoint of this run.
 */
final class AbandonedCheckpoints {

    private static final Logger LOG = LoggerFactory.getLogger(AbandonedCheckpoints.class);

    /** Whoever may not delete now may not either in half an hour. */
    private static final int MAX_ATTEMPTS = 100;

    private final JanitorFolders folders;
    private final JanitorStore store;
    private final Optional<CheckpointFacts> last;
    private final boolean dryRun;

    /** When the store has written the metadata of the last one that was found. */
    private OptionalLong lastMs = OptionalLong.empty();

    /** In which something was to be deleted, and not all could be. */
    private int attempts;

    /** A later one that was complete when it was asked before. */
    private OptionalLong replacedBy = OptionalLong.empty();

    /**
     * @param last the latest of the run's own checkpoints that there was when this JobManager took
     *     over; not what the run was started from
     */
    AbandonedCheckpoints(
            JanitorFolders folders,
            JanitorStore store,
            Optional<CheckpointFacts> last,
            JanitorMode mode) {
        this.folders = folders;
        this.store = store;
        this.last =
                last.filter(
                        own ->
                                own.folder()
                                        .map(Path::getParent)
                                        .filter(parent -> isSame(parent, folders.runFolder()))
                                        .isPresent());
        this.dryRun = mode == JanitorMode.DRY_RUN;
    }

    /** The scheme is not compared: one store has several. */
    private static boolean isSame(Path one, Path other) {
        return one.toUri().getPath().equals(other.toUri().getPath())
                && Objects.equals(one.toUri().getAuthority(), other.toUri().getAuthority());
    }

    /** Finds out when the last one was stored, as long as that is there. */
    private void look() throws IOException {
        if (!lastMs.isPresent() && last.isPresent()) {
            for (StoredFile file : store.list(last.get().folder().get())) {
                if (isMetadata(file)) {
                    lastMs = file.modifiedMs();
                }
            }
        }
    }

    private static boolean isMetadata(StoredFile file) {
        return file.path().getName().equals(AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME);
    }

    /**
     * Deletes those that are of no use, once two later checkpoints are complete.
     *
     * @param firstOwn the first number that this JobManager has given; empty if it has given none
     * @param referred the files to which any known checkpoint refers
     * @param inCharge whether no other JobManager has taken over
     * @return whether there is nothing to do any more
     */
    boolean delete(
            JobCheckpoints known,
            OptionalLong firstOwn,
            Supplier<ReferencedFiles> referred,
            BooleanSupplier inCharge,
            JanitorReport.Tally tally) {
        if (!last.isPresent()) {
            return true;
        }
        try {
            look();
            if (!firstOwn.isPresent() || !isReplaced(known)) {
                return false;
            }
            if (!lastMs.isPresent()) {
                tally.problem(
                        "What may be left of checkpoints after "
                                + last.get().folder().get()
                                + " stays: that has gone before its age was known");
                return true;
            }
            if (!inCharge.getAsBoolean()) {
                return false;
            }
            List<Path> abandoned = abandoned(known, firstOwn.getAsLong());
            if (abandoned.isEmpty()) {
                return true;
            }
            ReferencedFiles needed = referred.get();
            if (!needed.unknownKinds().isEmpty()) {
                return true; // told by whoever has found them
            }
            boolean all = true;
            for (Path folder : abandoned) {
                List<StoredFile> files = store.list(folder);
                if (files.stream().allMatch(file -> isOfThisRun(file, needed))) {
                    all &= inCharge.getAsBoolean() && delete(folder, files, tally);
                }
            }
            attempts++;
            return all || attempts == MAX_ATTEMPTS;
        } catch (IOException e) {
            tally.problem("Could not find out what is left of earlier checkpoints", e);
            return false;
        }
    }

    private List<Path> abandoned(JobCheckpoints known, long firstOwn) throws IOException {
        return store.checkpoints(folders.runFolder()).stream()
                .filter(folder -> isBetween(idOf(folder), last.get().id(), firstOwn))
                .filter(folder -> !isKnown(folder, known))
                .collect(Collectors.toList());
    }

    private static boolean isKnown(Path folder, JobCheckpoints known) {
        return Stream.concat(known.retained().stream(), known.restored().stream())
                .flatMap(each -> each.folder().stream())
                .anyMatch(other -> other.toUri().getPath().equals(folder.toUri().getPath()));
    }

    private static boolean isBetween(OptionalLong id, long last, long firstOwn) {
        return id.isPresent() && id.getAsLong() > last && id.getAsLong() < firstOwn;
    }

    /** The metadata first: without it nobody restores from what is there no longer. */
    private boolean delete(Path folder, List<StoredFile> files, JanitorReport.Tally tally) {
        LOG.info(
                "{} {}, which the JobManager before has not completed.",
                dryRun ? "Would delete" : "Deleting",
                folder);
        List<StoredFile> metadataFirst = new ArrayList<>(files);
        metadataFirst.sort(Comparator.comparing(file -> !isMetadata(file)));
        boolean all = true;
        for (StoredFile file : metadataFirst) {
            all &= delete(file, tally);
        }
        if (!dryRun && all) {
            try {
                store.deleteEmpty(folder);
            } catch (IOException e) {
                LOG.info("Could not delete the folder {}.", folder, e);
            }
        }
        return all;
    }

    private boolean delete(StoredFile file, JanitorReport.Tally tally) {
        try {
            if (dryRun || store.delete(file.path())) {
                tally.deleted(file);
            }
            return true;
        } catch (IOException e) {
            tally.failed(file, e);
            return false;
        }
    }

    private boolean isReplaced(JobCheckpoints known) {
        OptionalLong latest =
                known.retained().stream()
                        .mapToLong(CheckpointFacts::id)
                        .filter(id -> id > last.get().id())
                        .max();
        boolean twice =
                latest.isPresent()
                        && replacedBy.isPresent()
                        && latest.getAsLong() > replacedBy.getAsLong();
        if (!replacedBy.isPresent()) {
            replacedBy = latest;
        }
        return twice;
    }

    private static OptionalLong idOf(Path folder) {
        String id =
                folder.getName()
                        .substring(
                                AbstractFsCheckpointStorageAccess.CHECKPOINT_DIR_PREFIX.length());
        return id.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(id)) : OptionalLong.empty();
    }

    private boolean isOfThisRun(StoredFile file, ReferencedFiles referred) {
        return file.modifiedMs().isPresent()
                && file.modifiedMs().getAsLong() >= lastMs.getAsLong()
                && !referred.contain(file.path());
    }
}
