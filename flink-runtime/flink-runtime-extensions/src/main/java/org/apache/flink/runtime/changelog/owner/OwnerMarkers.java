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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

    /** Where the marker has become this JobManager's, and when on the store's clock. */
    private final Map<Path, OptionalLong> taken = new HashMap<>();

    /** Where the marker of the claimed run still has to go. */
    private final Set<Path> replacing = new HashSet<>();

    /**
     * What markers said that were replaced: the own one may not be written in the first attempt.
     */
    private final Map<Path, OptionalLong> inherited = new HashMap<>();

    /**
     * @param run folder of the run's checkpoints
     * @param claimed that of the run of which a checkpoint was claimed
     * @param folders which are to be marked, each the parent of a folder with files
     * @param token random, for this JobManager's hold of the run
     */
    public OwnerMarkers(
            MarkerStore store,
            Clock clock,
            Path run,
            Optional<Path> claimed,
            Collection<Path> folders,
            String token) {
        this.store = checkNotNull(store);
        this.clock = checkNotNull(clock);
        this.run = OwnerMarker.runOf(run);
        this.token = checkNotNull(token);
        this.folders = List.copyOf(folders);
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
     */
    public void keep() throws IOException {
        for (Path folder : folders) {
            Optional<OwnerMarker> found = read(folder);
            if (!found.isPresent()) {
                OptionalLong witnessedMs = inherit(folder);
                put(
                        folder,
                        OwnerMarker.of(clock.absoluteTimeMillis(), token, run)
                                .witnessedFrom(witnessedMs));
                replacing.add(folder);
            } else if (!taken.containsKey(folder)) {
                put(folder, found.get().heldBy(token));
            }
            if (replacing.contains(folder)) {
                removeClaimed(folder);
                replacing.remove(folder);
            }
        }
    }

    /**
     * @return from when on the claimed run has witnessed what others store
     */
    private OptionalLong inherit(Path folder) throws IOException {
        if (claimed.isPresent()) {
            Optional<OwnerMarker> replaced =
                    store.read(file(folder, claimed.get())).flatMap(OwnerMarker::decode);
            if (replaced.isPresent() && replaced.get().witnessedMs().isPresent()) {
                inherited.put(folder, replaced.get().witnessedMs());
            }
        }
        return inherited.getOrDefault(folder, OptionalLong.empty());
    }

    private void removeClaimed(Path folder) throws IOException {
        if (claimed.isPresent()) {
            store.delete(file(folder, claimed.get()));
        }
    }

    /** Only the store knows when it was written. */
    private void put(Path folder, OwnerMarker marker) throws IOException {
        write(folder, marker);
        OptionalLong writtenMs = store.modifiedMs(file(folder, run));
        if (!marker.witnessedMs().isPresent() && writtenMs.isPresent()) {
            write(folder, marker.witnessedFrom(writtenMs));
        }
        taken.putIfAbsent(folder, writtenMs);
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
        for (Path folder : folders) {
            if (!of(folder).isHeldHere()) {
                return false;
            }
        }
        return !folders.isEmpty();
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
