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
import org.apache.flink.runtime.changelog.JobCheckpoints;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.util.clock.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
    private final JanitorStore store;
    private final Clock clock;
    private final Pause pause;

    private Horizon horizon;

    /**
     * To be made before this JobManager deploys the first task of the job: what tasks restored
     * later on, they cannot have stored earlier.
     *
     * @param store stays the caller's
     * @param pause between two batches
     */
    public Janitor(
            JanitorSettings settings,
            JanitorFolders folders,
            JanitorStore store,
            Clock clock,
            Pause pause) {
        this.settings = checkNotNull(settings);
        this.folders = checkNotNull(folders);
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
     * Looks once through all folders, while the job runs or may be restarted.
     *
     * @param checkpoints as they are known when it is called: before the search, and again before
     *     each batch of deletions. Must not block.
     */
    public JanitorReport run(Supplier<JobCheckpoints> checkpoints) {
        return run(DeletionRule.Phase.RUNNING, checkpoints);
    }

    /**
     * The same when the job has ended for good and this JobManager still is its leader: no task
     * writes, and nobody will restart it from anything but the checkpoints that stay. Leaves of the
     * job's files those that these need.
     *
     * @param checkpoints those that stay
     */
    public JanitorReport runAfterEnd(Supplier<JobCheckpoints> checkpoints) {
        return run(DeletionRule.Phase.ENDED, checkpoints);
    }

    private JanitorReport run(DeletionRule.Phase phase, Supplier<JobCheckpoints> checkpoints) {
        JanitorReport.Tally tally = new JanitorReport.Tally(settings.mode());
        if (settings.mode() != JanitorMode.OFF) {
            JobCheckpoints known = checkpoints.get();
            observe(known);
            Optional<ReferencedFiles> stored = referredByStored(tally);
            DeletionRule rule = rule(phase, known, stored, tally);
            List<Candidate> candidates = find(rule, tally);
            if (settings.mode() == JanitorMode.DRY_RUN) {
                candidates.forEach(candidate -> tally.deleted(candidate.file));
            } else {
                delete(candidates, () -> rule(phase, checkpoints.get(), stored, tally), tally);
            }
            tell(known, tally.report());
        }
        return tally.report();
    }

    private static void tell(JobCheckpoints known, JanitorReport report) {
        if (!report.problems().isEmpty()) {
            LOG.warn("Janitor of job {}: {}.", known.jobId(), report);
        } else if (report.deletedFiles() > 0) {
            LOG.info("Janitor of job {}: {}.", known.jobId(), report);
        } else {
            LOG.debug("Janitor of job {}: {}.", known.jobId(), report);
        }
    }

    private DeletionRule rule(
            DeletionRule.Phase phase,
            JobCheckpoints known,
            Optional<ReferencedFiles> stored,
            JanitorReport.Tally tally) {
        observe(known);
        ReferencedFiles references = referredBy(known);
        tellUnknown(references, tally);
        boolean stale = phase == DeletionRule.Phase.RUNNING && horizon.isAfter(known.retained());
        if (stale) {
            tally.problem("No checkpoint is known that is as young as one that was");
        }
        return new DeletionRule(
                phase,
                stored.filter(any -> !stale).map(references::and),
                horizon,
                clock.absoluteTimeMillis(),
                settings.minAge().toMillis());
    }

    private static ReferencedFiles referredBy(JobCheckpoints known) {
        List<StateObject> states = new ArrayList<>(known.pending());
        known.retained().forEach(checkpoint -> states.addAll(checkpoint.states()));
        known.restored().forEach(checkpoint -> states.addAll(checkpoint.states()));
        return ReferenceCollector.filesOf(states);
    }

    /**
     * Of all complete checkpoints in the folders, whether or not the JobManager knows them: those
     * of an earlier run under the same id, others of a run of which one was claimed, and such as
     * could not be deleted.
     *
     * @return empty if it cannot be found out
     */
    private Optional<ReferencedFiles> referredByStored(JanitorReport.Tally tally) {
        List<StateObject> states = new ArrayList<>();
        for (Path folder : folders.checkpointFolders()) {
            try {
                for (Path checkpoint : store.checkpoints(folder)) {
                    states.addAll(states(checkpoint));
                }
            } catch (IOException e) {
                tally.problem("Could not find out about the checkpoints in " + folder, e);
                return Optional.empty();
            }
        }
        ReferencedFiles files = ReferenceCollector.filesOf(states);
        tellUnknown(files, tally);
        return Optional.of(files);
    }

    private static void tellUnknown(ReferencedFiles files, JanitorReport.Tally tally) {
        if (!files.unknownKinds().isEmpty()) {
            tally.problem("There are handles of unknown kinds: " + files.unknownKinds());
        }
    }

    /** Of one that is not complete, or is deleted just now: none. */
    private Collection<? extends StateObject> states(Path checkpoint) throws IOException {
        try {
            return store.states(checkpoint);
        } catch (FileNotFoundException e) {
            return List.of();
        }
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
