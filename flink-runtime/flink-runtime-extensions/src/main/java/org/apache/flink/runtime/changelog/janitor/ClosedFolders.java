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
import java.util.function.Predicate;

/**
 * Folders in which all has to stay, because others may need it or it is not known who does. Used by
 * one thread at a time; waits for the store.
 */
final class ClosedFolders {

    private final JanitorFolders folders;
    private final OwnerMarkers owners;

    ClosedFolders(JanitorFolders folders, OwnerMarkers owners) {
        this.folders = folders;
        this.owners = owners;
    }

    /**
     * While the job runs.
     *
     * @param agedMs since when, at least, the own marker has to be there
     */
    Map<JanitorFolders.Folder, KeptBecause> whileRunning(long agedMs, JanitorReport.Tally tally) {
        return closed(owner -> owner.sinceMs().orElse(Long.MAX_VALUE) <= agedMs, tally);
    }

    /** After the end of the job: all, if another JobManager has taken over the run. */
    Map<JanitorFolders.Folder, KeptBecause> afterEnd(JanitorReport.Tally tally) {
        Map<JanitorFolders.Folder, KeptBecause> closed = closed(Ownership::isHeldHere, tally);
        if (!isHeldHere(tally)) {
            folders.all().forEach(folder -> closed.putIfAbsent(folder, KeptBecause.NOT_MARKED_YET));
        }
        return closed;
    }

    private boolean isHeldHere(JanitorReport.Tally tally) {
        try {
            return owners.areHeldHere();
        } catch (IOException e) {
            tally.problem("Could not find out whose run this is", e);
            return false;
        }
    }

    private Map<JanitorFolders.Folder, KeptBecause> closed(
            Predicate<Ownership> isOwn, JanitorReport.Tally tally) {
        Map<JanitorFolders.Folder, KeptBecause> closed = new HashMap<>();
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
                    closed.put(folder, KeptBecause.MARKED_BY_OTHERS);
                } else if (owners.folders().contains(folder.parent()) && !isOwn.test(owner)) {
                    closed.put(folder, KeptBecause.NOT_MARKED_YET);
                }
            } catch (IOException e) {
                tally.problem("Could not find out who needs " + folder, e);
                closed.put(folder, KeptBecause.NOT_MARKED_YET);
            }
        }
        return closed;
    }
}
