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
import org.apache.flink.runtime.changelog.reference.ReferencedFiles;

import java.util.Map;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Which files have to stay, at one moment. Immutable. The package says why the others may go.
 *
 * <p>Whatever is not known keeps a file: references, owners, horizon, age.
 */
final class DeletionRule {

    private final Optional<ReferencedFiles> references;
    private final ClosedFolders.Look closed;
    private final Map<JanitorFolders.Folder, Long> beforeMs;

    /**
     * @param references of all checkpoints that may be restored or completed; empty if they are not
     *     completely known
     * @param closed folders in which everything stays, or what is older than the markers
     * @param beforeMs what was modified earlier may go; in a folder without it nothing may
     */
    DeletionRule(
            Optional<ReferencedFiles> references,
            ClosedFolders.Look closed,
            Map<JanitorFolders.Folder, Long> beforeMs) {
        this.references = references.filter(files -> files.unknownKinds().isEmpty());
        this.closed = checkNotNull(closed);
        this.beforeMs = Map.copyOf(checkNotNull(beforeMs));
    }

    /** Why a file has to stay; empty if it may be deleted. */
    Optional<KeptBecause> keeps(JanitorFolders.Folder folder, StoredFile file) {
        if (!references.isPresent()) {
            return Optional.of(KeptBecause.REFERENCES_UNKNOWN);
        }
        if (references.get().contain(file.path())) {
            return Optional.of(KeptBecause.REFERRED_TO);
        }
        if (folder.kind() == JanitorFolders.Kind.TASK_OWNED
                && references.get().hideTaskOwnedFiles()) {
            return Optional.of(KeptBecause.MAY_BE_HIDDEN);
        }
        if (closed.closes(folder).isPresent()) {
            return closed.closes(folder);
        }
        if (!file.modifiedMs().isPresent()) {
            return Optional.of(KeptBecause.OF_UNKNOWN_AGE);
        }
        if (closed.leaves(folder, file.modifiedMs().getAsLong())) {
            return Optional.of(KeptBecause.OLDER_THAN_MARKERS);
        }
        Optional<Long> before = Optional.ofNullable(beforeMs.get(folder));
        return before.isPresent() && file.modifiedMs().getAsLong() < before.get()
                ? Optional.empty()
                : Optional.of(KeptBecause.TOO_YOUNG);
    }
}
