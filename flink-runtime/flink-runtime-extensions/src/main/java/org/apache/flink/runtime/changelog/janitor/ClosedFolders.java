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

import org.apache.flink.runtime.changelog.owner.OwnerMarkers;
import org.apache.flink.runtime.changelog.owner.Ownership;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Folders in which all has to stay, or all that is older than the markers, because others may need
 * it or it is not known who does. Used by one thread at a time; waits for the store.
 */
final class ClosedFolders {

    private final JanitorFolders folders;
    private final OwnerMarkers owners;

    ClosedFolders(JanitorFolders folders, OwnerMarkers owners) {
        this.folders = folders;
        this.owners = owners;
    }

    /**
     * While the job runs: all, if another JobManager has taken over the run, or one of its markers
     * is missing. Where one is missing others may be missing, too, and checkpoints may be that are
     * not seen.
     *
     * @param agedMs since when, at least, the own marker has to be there
     */
    Look whileRunning(long agedMs, JanitorReport.Tally tally) {
        Look look = new Look();
        lookAtAll(look, owner -> isAged(owner, agedMs), tally);
        closeAllIfTakenOver(look, tally);
        return look;
    }

    /**
     * After the end of the job: all, if another JobManager has taken over the run.
     *
     * @param agedMs since when the own marker has to be there if a checkpoint was claimed, so that
     *     the marker of the claimed run would be back
     * @param confirmed whether a checkpoint was seen where the run's ought to be. If none was, some
     *     may be that this JobManager cannot see, and only what was stored under it may go.
     */
    Look afterEnd(long agedMs, boolean confirmed, JanitorReport.Tally tally) {
        Look look = new Look();
        lookAtAll(
                look,
                owner -> owner.isHeldHere() && (!folders.haveClaimed() || isAged(owner, agedMs)),
                tally);
        closeAllIfTakenOver(look, tally);
        if (!confirmed) {
            folders.all().forEach(folder -> lookAtWhatIsOlder(look, folder, tally));
        }
        return look;
    }

    private void closeAllIfTakenOver(Look look, JanitorReport.Tally tally) {
        if (!isHeldHere(tally)) {
            folders.all().forEach(folder -> look.close(folder, KeptBecause.NOT_MARKED_YET));
        }
    }

    private static boolean isAged(Ownership owner, long agedMs) {
        return owner.sinceMs().orElse(Long.MAX_VALUE) <= agedMs;
    }

    /** Whether no other JobManager has taken over the run. */
    boolean isHeldHere(JanitorReport.Tally tally) {
        try {
            return owners.areHeldHere();
        } catch (IOException e) {
            tally.problem("Could not find out whose run this is", e);
            return false;
        }
    }

    private void lookAtAll(Look look, Predicate<Ownership> isOwn, JanitorReport.Tally tally) {
        for (JanitorFolders.Folder folder : folders.all()) {
            try {
                Ownership owner = owners.of(folder.parent());
                if (!owner.others().isEmpty()) {
                    tally.problem(
                            "Other runs may need what is in "
                                    + folder
                                    + "; when they have ended for good and nothing of theirs is to"
                                    + " stay, delete "
                                    + owner.others());
                    look.close(folder, KeptBecause.MARKED_BY_OTHERS);
                } else if (!isOwn.test(owner)) {
                    look.close(folder, KeptBecause.NOT_MARKED_YET);
                } else if (folder.kind() == JanitorFolders.Kind.LOG) {
                    look.leaveUntil(folder, owner.witnessedMs());
                }
            } catch (IOException e) {
                tally.problem("Could not find out who needs " + folder, e);
                look.close(folder, KeptBecause.NOT_MARKED_YET);
            }
        }
    }

    private void lookAtWhatIsOlder(
            Look look, JanitorFolders.Folder folder, JanitorReport.Tally tally) {
        try {
            look.leaveUntil(
                    folder,
                    folder.owner() == JanitorFolders.Owner.THE_JOB
                            ? owners.of(folder.parent()).takenMs()
                            : OptionalLong.empty());
        } catch (IOException e) {
            tally.problem("Could not find out who needs " + folder, e);
            look.close(folder, KeptBecause.NOT_MARKED_YET);
        }
    }

    /** What was found out. Not changed after it has been handed out. */
    static final class Look {

        private final Map<JanitorFolders.Folder, KeptBecause> closed = new HashMap<>();
        private final Map<JanitorFolders.Folder, Long> untilMs = new HashMap<>();

        private Look() {}

        private void close(JanitorFolders.Folder folder, KeptBecause why) {
            closed.putIfAbsent(folder, why);
        }

        /** On the store's clock; all, if it is not known. */
        private void leaveUntil(JanitorFolders.Folder folder, OptionalLong storeMs) {
            if (storeMs.isPresent()) {
                untilMs.merge(folder, storeMs.getAsLong(), Math::max);
            } else {
                close(folder, KeptBecause.NOT_MARKED_YET);
            }
        }

        /** Why all files of a folder stay, if they do. */
        Optional<KeptBecause> closes(JanitorFolders.Folder folder) {
            return Optional.ofNullable(closed.get(folder));
        }

        /** Whether a file may be of somebody who has left no marker. */
        boolean leaves(JanitorFolders.Folder folder, long modifiedMs) {
            return untilMs.containsKey(folder) && modifiedMs <= untilMs.get(folder);
        }
    }
}
