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
package io.flinkgic.tools.leftovers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Searches the directories of one running job, which retains one checkpoint, for orphans.
 *
 * <p>A running job always has files that no complete checkpoint refers to yet, and others that it
 * is about to delete. What is younger than the search is therefore left out, and there is time in
 * between. A file is an orphan if all of these hold:
 *
 * <ol>
 *   <li>it was there when the search began, and still is when it ends;
 *   <li>it is not the marker by which a run keeps the log for itself as long as anything is in it;
 *   <li>in between there was time for several checkpoints and materializations, so that whoever
 *       wrote it has referred to it or given it up;
 *   <li>neither the checkpoint that was the latest complete one at the beginning nor any complete
 *       one since then refers to it. Older ones are subsumed: what is left of them is an orphan.
 * </ol>
 */
public final class OrphanSearch {

    private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d+)");

    /** Lets the job run on for a while. */
    public interface Interlude {
        void pass() throws IOException, InterruptedException;
    }

    private final CheckpointMetadataReader reader;
    private final Path checkpoints;
    private final Path log;
    private final UnaryOperator<Path> onDisk;

    /**
     * @param checkpoints where the job's checkpoints are: with its id
     * @param log where the files of its log are: with its id
     * @param onDisk where that is to which checkpoints refer
     */
    public OrphanSearch(
            CheckpointMetadataReader reader,
            Path checkpoints,
            Path log,
            UnaryOperator<Path> onDisk) {
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.log = log;
        this.onDisk = onDisk;
    }

    /**
     * Searches once.
     *
     * @param work long enough for several checkpoints and materializations
     * @param cleanUp long enough to delete what has just become unneeded
     */
    public Orphans search(Interlude work, Interlude cleanUp)
            throws IOException, InterruptedException {
        long latest = latestComplete();
        Map<Path, Long> old = StoredFiles.below(List.of(checkpoints, log));
        work.pass();
        // Before and after: one that is deleted meanwhile must not make its files orphans.
        Set<Path> needed = new HashSet<>(referencedSince(latest));
        Map<Path, Long> candidates = StoredFiles.below(List.of(checkpoints, log));
        needed.addAll(referencedSince(latest));
        candidates.keySet().retainAll(old.keySet());
        candidates.keySet().removeAll(needed);
        candidates.keySet().removeIf(file -> FileKind.of(file) == FileKind.MARKER);
        cleanUp.pass();
        Map<Path, Long> orphans = new HashMap<>(candidates);
        orphans.keySet().removeIf(file -> !Files.exists(file));
        return new Orphans(orphans);
    }

    /**
     * What jobs have left that have ended for good and whose checkpoints are discarded.
     *
     * @param folders of the jobs; need not exist
     * @param markersStay whether they may still be there, until all the rest is gone
     */
    public static Orphans leftIn(List<Path> folders, boolean markersStay) throws IOException {
        Map<Path, Long> left = StoredFiles.below(folders);
        left.keySet().removeIf(file -> markersStay && FileKind.of(file) == FileKind.MARKER);
        return new Orphans(left);
    }

    private long latestComplete() throws IOException {
        OptionalLong latest = complete().keySet().stream().mapToLong(Long::longValue).max();
        return latest.orElseThrow(
                () -> new IOException("no complete checkpoint in " + checkpoints));
    }

    private Set<Path> referencedSince(long latest) throws IOException {
        Set<Path> referenced = new HashSet<>();
        for (Map.Entry<Long, Path> checkpoint : complete().entrySet()) {
            if (checkpoint.getKey() >= latest) {
                try {
                    referenced.addAll(referencedBy(checkpoint.getValue()));
                    referenced.add(checkpoint.getValue());
                } catch (NoSuchFileException deletedMeanwhile) {
                    // A later one is complete, and is read instead.
                }
            }
        }
        return referenced;
    }

    private Set<Path> referencedBy(Path metadata) throws IOException {
        Set<Path> referenced = new HashSet<>();
        for (Object path : reader.referencedPaths(metadata)) {
            referenced.add(onDisk.apply(Path.of((String) path)));
        }
        return referenced;
    }

    /** Metadata files by the id of their checkpoint. */
    private Map<Long, Path> complete() throws IOException {
        Map<Long, Path> complete = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(checkpoints, "chk-*")) {
            for (Path folder : folders) {
                Matcher name = CHECKPOINT.matcher(folder.getFileName().toString());
                Path metadata = folder.resolve("_metadata");
                if (name.matches() && Files.exists(metadata)) {
                    complete.put(Long.valueOf(name.group(1)), metadata);
                }
            }
        }
        return complete;
    }
}
