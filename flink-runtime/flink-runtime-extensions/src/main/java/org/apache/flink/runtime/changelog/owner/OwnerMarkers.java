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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

    /** The same, and not forgotten when markers are begun anew. */
    private final Map<Path, OptionalLong> held = new HashMap<>();

    /** Where it has to yet. */
    private final Set<Path> pending = new LinkedHashSet<>();

    /** Whether what is found in these places does not count. */
    private boolean anew;

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
     * Takes over the markers when called for the first time, and begins them anew if one is missing
     * then or later. To be called again if it fails, and from time to time.
     *
     * <p>A marker counts only if none is missing beside it: a folder without may be one that is not
     * mounted, and what the other one holds may be of a run that nobody sees.
     *
     * <p>Where this run leaves its marker for the first time, that of the run it has claimed goes
     * afterwards: should that one be started again, it puts its marker back, and is a stranger from
     * then on.
     */
    public void keep() throws IOException {
        Map<Path, Optional<OwnerMarker>> found = new LinkedHashMap<>();
        for (Path folder : whereToMark()) {
            found.put(folder, read(folder));
        }
        if (isReplaced(found)) {
            return;
        }
        if (hasChanged(found)) {
            beginWith(found);
        }
        for (Path folder : List.copyOf(pending)) {
            if (mark(folder, found.get(folder))) {
                pending.remove(folder);
            }
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

    /** An older marker of somebody else is one that was not mounted. */
    private boolean isReplaced(Map<Path, Optional<OwnerMarker>> found) throws IOException {
        for (Path folder : held.keySet()) {
            if (found.containsKey(folder) && isOfOthers(found.get(folder))) {
                OptionalLong modifiedMs = writtenMs(folder);
                OptionalLong heldMs = held.get(folder);
                if (!modifiedMs.isPresent()
                        || !heldMs.isPresent()
                        || modifiedMs.getAsLong() >= heldMs.getAsLong()) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isOfOthers(Optional<OwnerMarker> marker) {
        return marker.isPresent() && !marker.get().token().equals(token);
    }

    /**
     * Since the last look: a folder has come or gone, or a marker that was there has gone, or is
     * another one.
     */
    private boolean hasChanged(Map<Path, Optional<OwnerMarker>> found) {
        Set<Path> expected = new HashSet<>(taken.keySet());
        expected.addAll(pending);
        if (!found.keySet().equals(expected)) {
            return true;
        }
        for (Path folder : expected) {
            boolean isExpectedMissing = anew && pending.contains(folder);
            boolean isGone = !found.get(folder).isPresent() && !isExpectedMissing;
            boolean isAnother = taken.containsKey(folder) && isOfOthers(found.get(folder));
            if (isGone || isAnother) {
                return true;
            }
        }
        return false;
    }

    private void beginWith(Map<Path, Optional<OwnerMarker>> found) {
        boolean isMissing =
                found.size() < folders.size()
                        || found.values().stream().anyMatch(marker -> !marker.isPresent());
        anew = isMissing || !taken.isEmpty();
        if (!taken.isEmpty()) {
            inherited.clear();
        }
        taken.clear();
        pending.clear();
        // Those that are missing come last: until then whoever comes next sees it.
        found.keySet().stream()
                .sorted(Comparator.comparing(folder -> !found.get(folder).isPresent()))
                .forEach(pending::add);
    }

    /**
     * As long as the marker does not say what it witnesses this is not done, and whoever comes next
     * does it again.
     *
     * @return whether it is done
     */
    private boolean mark(Path folder, Optional<OwnerMarker> found) throws IOException {
        boolean isWhole = found.isPresent() && found.get().witnessedMs().isPresent();
        boolean replaces = !isWhole && inherits(folder);
        OwnerMarker marker =
                anew || replaces || !found.isPresent()
                        ? OwnerMarker.of(clock.absoluteTimeMillis(), token, run)
                        : found.get().heldBy(token);
        write(folder, marker);
        OptionalLong writtenMs = writtenMs(folder);
        if (!isWhole && claimed.isPresent()) {
            store.delete(file(folder, claimed.get()));
        }
        OptionalLong witnessedMs = isWhole ? writtenMs : inherited.getOrDefault(folder, writtenMs);
        if (!marker.witnessedMs().isPresent() && witnessedMs.isPresent()) {
            write(folder, marker.witnessedFrom(witnessedMs));
        }
        taken.put(folder, writtenMs);
        held.put(folder, writtenMs);
        return marker.witnessedMs().isPresent() || witnessedMs.isPresent();
    }

    /**
     * Takes over from when on the claimed run has witnessed what others store.
     *
     * @return whether its marker is there, so that it may be running
     */
    private boolean inherits(Path folder) throws IOException {
        if (!claimed.isPresent()) {
            return false;
        }
        Optional<String> replaced = store.read(file(folder, claimed.get()));
        replaced.flatMap(OwnerMarker::decode)
                .map(OwnerMarker::witnessedMs)
                .filter(OptionalLong::isPresent)
                .ifPresent(witnessedMs -> inherited.put(folder, witnessedMs));
        return replaced.isPresent();
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
