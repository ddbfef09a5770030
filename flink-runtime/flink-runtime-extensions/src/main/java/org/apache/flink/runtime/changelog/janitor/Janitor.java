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
import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.changelog.reference.ReferenceCollector;
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.util.clock.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Finds the files of one job that neither a TaskManager nor the JobManager will delete, and deletes
 * them; see the package for which these are.
 *
 * <p>Used by one thread at a time. A run blocks as long as the store does and as the rate demands.
 * It never throws because of a store: what fails is in the report, and only means that more is
 * kept.
 */
public final class Janitor {

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    private final JanitorSettings settings;
    private final JanitorFolders folders;
    private final StoredCheckpoints stored;
    private final AbandonedCheckpoints abandoned;
    private final ClosedFolders closed;
    private final JanitorStore store;
    private final Clock clock;
    private final Pause pause;

    private Horizon horizon;
    private Set<String> told = Set.of();
    private Set<String> toldOfAbandoned = Set.of();

    /**
     * To be made before this JobManager deploys the first task of the job: what tasks restored
     * later on, they cannot have stored earlier.
     *
     * @param resumed the latest of the run's own checkpoints that there is already; empty if there
     *     is none but what the job was started from
     * @param owners which mark {@link JanitorFolders#toBeMarked}; kept by the caller
     * @param store stays the caller's
     * @param pause between two batches
     */
    public Janitor(
            JanitorSettings settings,
            JanitorFolders folders,
            Optional<CheckpointFacts> resumed,
            OwnerMarkers owners,
            JanitorStore store,
            Clock clock,
            Pause pause) {
        this.settings = checkNotNull(settings);
        this.folders = checkNotNull(folders);
        this.stored = new StoredCheckpoints(folders, store);
        this.abandoned = new AbandonedCheckpoints(folders, store, resumed, settings.mode());
        this.closed = new ClosedFolders(folders, owners);
        this.store = checkNotNull(store);
        this.clock = checkNotNull(clock);
        this.pause = checkNotNull(pause);
        this.horizon = Horizon.unknown(clock.absoluteTimeMillis());
    }

    /**
     * Learns of complete checkpoints. Not needed, but the more of them it knows, the sooner it can
     * delete files of materializations. Does not block.
     */
    public void observe(JobCheckpoints checkpoints) {
        horizon = horizon.after(checkpoints.retained());
    }

    /**
     * Deletes checkpoints of the run of which this JobManager does not know, because the one before
     * was killed when it took them. To be called from the begin on, and often, until there is
     * nothing to do any more: what it goes by is deleted when a later checkpoint is complete.
     *
     * @param firstOwn the first number of a checkpoint that this JobManager has given
     * @return whether there is nothing to do any more
     */
    public boolean clearUpAfterPredecessor(JobCheckpoints known, OptionalLong firstOwn) {
        if (settings.mode() == JanitorMode.OFF) {
            return true;
        }
        JanitorReport.Tally tally = new JanitorReport.Tally(settings.mode());
        boolean done =
                abandoned.delete(
                        known,
                        firstOwn,
                        () -> referredBy(known, tally),
                        () -> closed.isHeldHere(tally),
                        tally);
        toldOfAbandoned = tell(known, tally.report(), toldOfAbandoned);
        return done;
    }

    /**
     * Looks once through all folders, while the job runs or may be restarted.
     *
     * @param checkpoints as they are known when it is called: before the search, and again before
     *     each batch of deletions. Must not block.
     */
    public JanitorReport run(Supplier<JobCheckpoints> checkpoints) {
        JanitorReport.Tally tally = new JanitorReport.Tally(settings.mode());
        if (settings.mode() == JanitorMode.OFF) {
            return tally.report();
        }
        Optional<ReferencedFiles> references = stored.references(checkpoints, tally);
        JobCheckpoints known = checkpoints.get();
        search(
                whileRunning(known, references, tally),
                () -> whileRunning(checkpoints.get(), references, tally),
                tally);
        told = tell(known, tally.report(), told);
        return tally.report();
    }

    /**
     * Finds out what time it is for the stores, as soon as the job has ended for good. May be
     * called while a run is under way in another thread, which must not delay it.
     *
     * @param endedMs when the end was heard of, on the relative clock
     */
    public StoreTimes timesAtEnd(long endedMs) {
        return settings.mode() == JanitorMode.OFF
                ? StoreTimes.none()
                : StoreTimes.of(folders, store, clock, endedMs);
    }

    /**
     * Looks once more when the job has ended for good. Leaves of the job's files those that the
     * given checkpoints need, and those that are younger than its end.
     *
     * @param kept what Flink kept until then; of those that it discards it deletes the files itself
     * @param end of the job, for the stores
     * @param fresh whether this JobManager has begun the job without any checkpoint
     */
    public JanitorReport runAfterEnd(JobCheckpoints kept, StoreTimes end, boolean fresh) {
        JanitorReport.Tally tally = new JanitorReport.Tally(settings.mode());
        if (settings.mode() == JanitorMode.OFF) {
            return tally.report();
        }
        end.tellProblems(tally);
        Optional<ReferencedFiles> references = stored.referencesAfterEnd(kept, fresh, tally);
        Supplier<DeletionRule> rule = () -> afterEnd(kept, references, end, tally);
        search(rule.get(), rule, tally);
        told = tell(kept, tally.report(), told);
        return tally.report();
    }

    /**
     * Whether no checkpoint of the run will be left, nor of one whose checkpoint it has claimed and
     * whose marker it has replaced, so that nobody needs the log. False if it cannot be found out.
     *
     * @param discarded those that Flink deletes just now
     */
    public boolean isNothingLeft(List<CheckpointFacts> discarded) {
        Set<String> going =
                discarded.stream()
                        .flatMap(checkpoint -> checkpoint.folder().stream())
                        .map(folder -> folder.toUri().getPath())
                        .collect(Collectors.toSet());
        try {
            for (Path runFolder : folders.checkpointFolders()) {
                for (Path folder : store.checkpoints(runFolder)) {
                    if (!going.contains(folder.toUri().getPath()) && store.isComplete(folder)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (IOException e) {
            LOG.debug("Could not find out what is left in {}.", folders.checkpointFolders(), e);
            return false;
        }
    }

    /** Whether they are in no folder of the run, as a savepoint is that has all it needs. */
    public boolean areElsewhere(List<CheckpointFacts> checkpoints) {
        return checkpoints.stream()
                .allMatch(each -> each.folder().filter(this::isOfNoRun).isPresent());
    }

    private boolean isOfNoRun(Path folder) {
        return folders.checkpointFolders().stream()
                .noneMatch(ofRun -> folder.toUri().getPath().startsWith(ofRun.toUri().getPath()));
    }

    private void search(
            DeletionRule first, Supplier<DeletionRule> rules, JanitorReport.Tally tally) {
        List<Candidate> candidates = find(first, tally);
        if (settings.mode() == JanitorMode.DRY_RUN) {
            candidates.forEach(candidate -> tally.deleted(candidate.file));
        } else {
            delete(candidates, rules, tally);
        }
    }

    /** Each problem is a warning once, until it is gone. */
    private static Set<String> tell(JobCheckpoints known, JanitorReport report, Set<String> told) {
        if (Thread.currentThread().isInterrupted()) {
            LOG.debug("Janitor of job {}, interrupted: {}.", known.jobId(), report);
        } else if (!told.containsAll(report.problems())) {
            LOG.warn("Janitor of job {}: {}.", known.jobId(), report);
        } else if (report.deletedFiles() > 0) {
            LOG.info("Janitor of job {}: {}.", known.jobId(), report);
        } else {
            LOG.debug("Janitor of job {}: {}.", known.jobId(), report);
        }
        return Set.copyOf(report.problems());
    }

    // ------------------------------------------------------------ rules

    private DeletionRule whileRunning(
            JobCheckpoints known, Optional<ReferencedFiles> references, JanitorReport.Tally tally) {
        observe(known);
        ReferencedFiles referred = referredBy(known, tally);
        boolean stale = horizon.isAfter(known.retained());
        if (stale) {
            tally.problem("No checkpoint is known that is as young as one that was");
        }
        long nowMs = clock.absoluteTimeMillis(); // before the owners are looked at
        long agedMs = nowMs - settings.minAge().toMillis();
        Map<JanitorFolders.Folder, Long> beforeMs = new HashMap<>();
        for (JanitorFolders.Folder folder : folders.all()) {
            OptionalLong bound =
                    folder.kind() == JanitorFolders.Kind.LOG
                            ? horizon.logMs()
                            : horizon.taskOwnedMs();
            bound.ifPresent(
                    ms -> beforeMs.put(folder, Math.min(nowMs, ms) - settings.minAge().toMillis()));
        }
        return new DeletionRule(
                references.filter(any -> !stale).map(referred::and),
                closed.whileRunning(agedMs, tally),
                beforeMs);
    }

    private DeletionRule afterEnd(
            JobCheckpoints kept,
            Optional<ReferencedFiles> references,
            StoreTimes end,
            JanitorReport.Tally tally) {
        ReferencedFiles referred = referredBy(kept, tally);
        long agedMs = clock.absoluteTimeMillis() - settings.minAge().toMillis();
        Map<JanitorFolders.Folder, Long> beforeMs = new HashMap<>();
        for (JanitorFolders.Folder folder : folders.all()) {
            if (folder.owner() == JanitorFolders.Owner.AN_EARLIER_RUN) {
                beforeMs.put(folder, agedMs);
            } else {
                end.of(folder).ifPresent(storeMs -> beforeMs.put(folder, storeMs + 1));
            }
        }
        return new DeletionRule(
                references.map(referred::and),
                closed.afterEnd(agedMs, stored.isFolderConfirmed(), tally),
                beforeMs);
    }

    private static ReferencedFiles referredBy(JobCheckpoints known, JanitorReport.Tally tally) {
        List<StateObject> states = new ArrayList<>(known.pending());
        known.retained().forEach(checkpoint -> states.addAll(checkpoint.states()));
        known.restored().forEach(checkpoint -> states.addAll(checkpoint.states()));
        ReferencedFiles files = ReferenceCollector.filesOf(states);
        files.tellUnknown(tally::problem);
        return files;
    }

    /** Files that may be deleted. */
    private List<Candidate> find(DeletionRule rule, JanitorReport.Tally tally) {
        List<Candidate> candidates = new ArrayList<>();
        for (JanitorFolders.Folder folder : folders.all()) {
            try {
                for (StoredFile file : store.list(folder.path())) {
                    Optional<KeptBecause> kept = rule.keeps(folder, file);
                    kept.ifPresent(tally::kept);
                    if (!kept.isPresent()) {
                        candidates.add(new Candidate(folder, file));
                    }
                }
            } catch (IOException e) {
                tally.problem("Could not list " + folder, e);
            }
        }
        return candidates;
    }

    private void delete(
            List<Candidate> candidates, Supplier<DeletionRule> rules, JanitorReport.Tally tally) {
        int size = settings.filesPerBatch();
        for (int from = 0; from < candidates.size(); from += size) {
            if (from > 0 && !paused()) {
                tally.problem("Stopped before all was deleted");
                return;
            }
            DeletionRule rule = rules.get();
            for (Candidate each :
                    candidates.subList(from, Math.min(candidates.size(), from + size))) {
                Optional<KeptBecause> kept = rule.keeps(each.folder, each.file);
                kept.ifPresent(tally::kept);
                if (!kept.isPresent()) {
                    delete(each.file, tally);
                }
            }
        }
    }

    private boolean paused() {
        try {
            pause.take(settings.pause());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void delete(StoredFile file, JanitorReport.Tally tally) {
        try {
            if (store.delete(file.path())) {
                tally.deleted(file);
                LOG.debug("Deleted {}, which nobody needs.", file);
            }
        } catch (IOException e) {
            tally.failed(file, e);
        }
    }

    /** Lets time pass on the janitor's thread. */
    @FunctionalInterface
    public interface Pause {

        /**
         * @throws InterruptedException if the janitor is to stop instead
         */
        void take(Duration duration) throws InterruptedException;
    }

    /** A file, and the folder in which it is. Immutable. */
    private static final class Candidate {

        private final JanitorFolders.Folder folder;
        private final StoredFile file;

        Candidate(JanitorFolders.Folder folder, StoredFile file) {
            this.folder = folder;
            this.file = file;
        }
    }
}
