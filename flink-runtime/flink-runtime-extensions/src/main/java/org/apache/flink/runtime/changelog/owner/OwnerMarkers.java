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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;
import org.apache.flink.util.clock.Clock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * The markers of one run, as one JobManager keeps them. Used by one thread at a time; waits for the
 * store.
 */
public final class OwnerMarkers {

    private static final String FOLDER = "owners";

    private final MarkerStore store;
    private final Clock clock;
    private final String run;
    private final Optional<String> claimed;
    private final String token;
    private final List<Path> folders;
    private final boolean onlyThere;

    /** Where the marker has become this JobManager's, and when on the store's clock. */
    private final Map<Path, OptionalLong> taken = new HashMap<>();

    /**
     * What markers said that were replaced: the own one may not be written in the first attempt.
     */
    private final Map<Path, OptionalLong> inherited = new HashMap<>();

    /**
     * @param run folder of the run's checkpoints
     * @param claimed that of the run of which a checkpoint was claimed
     * @param folders which are to be marked, each the parent of a folder with files
     * @param onlyThere leaves folders alone that nobody has made: of a job that takes checkpoints
     *     only when asked, and may never take one
     * @param token random, for this JobManager's hold of the run
     */
    public OwnerMarkers(
            MarkerStore store,
            Clock clock,
            Path run,
            Optional<Path> claimed,
            Collection<Path> folders,
            boolean onlyThere,
            String token) {
        this.store = checkNotNull(store);
        this.clock = checkNotNull(clock);
        this.run = OwnerMarker.runOf(run);
        this.token = checkNotNull(token);
        this.folders = List.copyOf(folders);
        this.onlyThere = onlyThere;
        this.claimed = claimed.map(OwnerMarker::runOf).filter(of -> !of.equals(this.run));
    }

    public List<Path> folders() {
        return folders;
    }

    /**
     * Takes over the markers when called for the first time, and puts back those that are missing
     * after that. To be called again if it fails, and from time to time.
     *
     * <p>Where this run leaves its marker for the first time, that of the run it has claimed goes
     * afterwards: should that one be started again, it puts its marker back, and is a stranger from
     * then on.
     *
     * <p>A marker that is found counts only if none is missing in another folder. Else that folder
     * may be one that is not mounted, and what stands in the other one of a run that nobody sees.
     */
    public void keep() throws IOException {
        Map<Path, Optional<OwnerMarker>> found = new LinkedHashMap<>();
        for (Path folder : whereToMark()) {
            found.put(folder, read(folder));
        }
        boolean complete = found.values().stream().allMatch(Optional::isPresent);
        for (Path folder : found.keySet()) {
            Optional<OwnerMarker> known =
                    found.get(folder).filter(any -> complete || taken.containsKey(folder));
            if (known.isPresent()) {
                keep(folder, known.get());
            } else {
                mark(folder, OwnerMarker.of(clock.absoluteTimeMillis(), token, run));
            }
        }
    }

    private void keep(Path folder, OwnerMarker known) throws IOException {
        boolean isTaken = taken.containsKey(folder);
        if (isTaken && !known.token().equals(token)) {
            return; // by another JobManager
        }
        if (!known.witnessedMs().isPresent()) {
            mark(folder, known.heldBy(token));
        } else if (!isTaken) {
            write(folder, known.heldBy(token));
            taken.put(folder, writtenMs(folder));
        }
    }

    private List<Path> whereToMark() throws IOException {
        List<Path> there = new ArrayList<>();
        for (Path folder : folders) {
            if (!onlyThere || store.exists(folder)) {
                there.add(folder);
            }
        }
        return there;
    }

    /**
     * As long as the marker does not say what it witnesses this is not done, and whoever comes next
     * does it again.
     */
    private void mark(Path folder, OwnerMarker marker) throws IOException {
        inherit(folder);
        write(folder, marker);
        OptionalLong writtenMs = writtenMs(folder);
        taken.putIfAbsent(folder, writtenMs);
        if (claimed.isPresent()) {
            store.delete(file(folder, claimed.get()));
        }
        OptionalLong witnessedMs = inherited.getOrDefault(folder, writtenMs);
        if (witnessedMs.isPresent()) {
            write(folder, marker.witnessedFrom(witnessedMs));
        }
    }

    /** From when on the claimed run has witnessed what others store. */
    private void inherit(Path folder) throws IOException {
        if (claimed.isPresent()) {
            store.read(file(folder, claimed.get()))
                    .flatMap(OwnerMarker::decode)
                    .map(OwnerMarker::witnessedMs)
                    .filter(OptionalLong::isPresent)
                    .ifPresent(witnessedMs -> inherited.put(folder, witnessedMs));
        }
    }

    /** Only the store knows when it was written. */
    private OptionalLong writtenMs(Path folder) throws IOException {
        return store.modifiedMs(file(folder, run));
    }

    /** Who has marked a folder; need not be one of those that are marked here. */
    public Ownership of(Path folder) throws IOException {
        Set<String> others = new HashSet<>();
        for (String name : store.names(new Path(folder, FOLDER))) {
            if (!name.equals(OwnerMarker.nameOf(run))) {
                others.add(new Path(new Path(folder, FOLDER), name).toString());
            }
        }
        return new Ownership(
                others,
                folders.contains(folder) ? read(folder) : Optional.empty(),
                token,
                taken.getOrDefault(folder, OptionalLong.empty()));
    }

    /** Whether there are markers, and this JobManager was the last to take over each. */
    public boolean areHeldHere() throws IOException {
        List<Path> there = whereToMark();
        for (Path folder : there) {
            if (!of(folder).isHeldHere()) {
                return false;
            }
        }
        return !there.isEmpty();
    }

    /** Removes the markers, unless another JobManager has taken over. */
    public void remove() throws IOException {
        for (Path folder : folders) {
            Optional<OwnerMarker> found = read(folder);
            if (found.isPresent() && found.get().token().equals(token)) {
                store.delete(file(folder, run));
            }
        }
    }

    private Optional<OwnerMarker> read(Path folder) throws IOException {
        return store.read(file(folder, run)).flatMap(OwnerMarker::decode);
    }

    private void write(Path folder, OwnerMarker marker) throws IOException {
        store.write(file(folder, run), OwnerMarker.encode(marker));
    }

    private static Path file(Path folder, String ofRun) {
        return new Path(new Path(folder, FOLDER), OwnerMarker.nameOf(ofRun));
    }
}
