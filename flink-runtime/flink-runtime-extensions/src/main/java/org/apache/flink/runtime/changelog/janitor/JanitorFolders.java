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

import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * Where files of a job are that the janitor may delete. Immutable.
 *
 * <pre>
 *   &lt;base path of the log&gt;/&lt;job id&gt;/dstl/&lt;random&gt;             a batch of the log
 *   &lt;run folder&gt;/taskowned/&lt;random&gt;      of a materialization
 *   &lt;run folder&gt;/chk-N/_metadata         a complete checkpoint, only read
 * </pre>
 *
 * <p>The run folder, {@code <checkpoint directory>/<job id>}, is where the job's checkpoints really
 * go. It counts only if it is named by the job's id, or by that of the run whose checkpoint the job
 * has claimed. Whatever else a checkpoint refers to belongs to somebody else.
 */
public final class JanitorFolders {

    private static final String LOG_FOLDER = "dstl";

    private final List<Run> runs;
    private final List<Folder> all;

    private JanitorFolders(List<Run> runs, Optional<Path> logBase) {
        this.runs = List.copyOf(runs);
        this.all = foldersOf(runs, logBase);
    }

    /**
     * @param runFolder in which the job's checkpoints are, the last name its id
     * @param logBase as configured; without it there is no folder of the log to look at
     * @param claimed the checkpoint from which the job was started in the mode CLAIM, {@code
     *     .../<job id>/chk-N}; a savepoint has no folder of a run around it
     */
    public static JanitorFolders of(
            JobID job, Path runFolder, Optional<Path> logBase, Optional<Path> claimed) {
        checkArgument(isOf(job, runFolder), "%s is no folder of job %s alone", runFolder, job);
        List<Run> runs = new ArrayList<>();
        runs.add(new Run(Owner.THE_JOB, job.toHexString(), runFolder));
        claimed.flatMap(JanitorFolders::runOf)
                .filter(run -> !run.folder.equals(runs.get(0).folder))
                .ifPresent(runs::add);
        return new JanitorFolders(runs, checkNotNull(logBase));
    }

    /** Whether a folder of checkpoints is one job's, and not shared by all in its directory. */
    public static boolean isOf(JobID job, Path runFolder) {
        return runFolder.getName().equals(job.toHexString());
    }

    /** The folder of the run to which a checkpoint belongs, {@code .../<job id>/chk-N}, if any. */
    public static Optional<Path> runFolderOf(Path checkpoint) {
        return runOf(checkpoint).map(run -> run.folder);
    }

    private static Optional<Run> runOf(Path claimed) {
        Path checkpoint =
                claimed.getName().equals(AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME)
                        ? claimed.getParent()
                        : claimed;
        Path folder = checkpoint.getParent();
        boolean ofRun =
                checkpoint
                                .getName()
                                .startsWith(AbstractFsCheckpointStorageAccess.CHECKPOINT_DIR_PREFIX)
                        && folder != null
                        && folder.getName().matches("[0-9a-f]{32}");
        return ofRun
                ? Optional.of(new Run(Owner.AN_EARLIER_RUN, folder.getName(), folder))
                : Optional.empty();
    }

    /** In which the job's own checkpoints are. */
    Path runFolder() {
        return runs.get(0).folder;
    }

    /** Which the run has to mark as those of files that it may need. */
    public List<Path> toBeMarked() {
        Set<Path> parents = new LinkedHashSet<>();
        all.forEach(folder -> parents.add(folder.parent()));
        return List.copyOf(parents);
    }

    /** Whether there are folders of a run whose checkpoint the job has claimed. */
    boolean haveClaimed() {
        return runs.size() > 1;
    }

    /** In which checkpoints of the same run may be that the JobManager does not know. */
    List<Path> checkpointFolders() {
        List<Path> folders = new ArrayList<>();
        runs.forEach(run -> folders.add(run.folder));
        return folders;
    }

    /**
     * Only those that follow from the configuration and the claimed checkpoint. Where else
     * checkpoints refer to files, others may write, even under the same id.
     */
    List<Folder> all() {
        return all;
    }

    private static List<Folder> foldersOf(List<Run> runs, Optional<Path> logBase) {
        Map<String, Folder> all = new LinkedHashMap<>();
        for (Run run : runs) {
            logBase.ifPresent(base -> put(all, run, new Path(new Path(base, run.id), LOG_FOLDER)));
            put(all, run, taskOwned(run.folder));
        }
        return List.copyOf(all.values());
    }

    private static Path taskOwned(Path runFolder) {
        return new Path(
                runFolder, AbstractFsCheckpointStorageAccess.CHECKPOINT_TASK_OWNED_STATE_DIR);
    }

    /** Unless it is neither a folder of the log nor of task-owned files, or not of the run. */
    private static void put(Map<String, Folder> all, Run run, Path folder) {
        Path parent = folder.getParent();
        if (parent == null || !parent.getName().equals(run.id)) {
            return;
        }
        Optional<Kind> kind = kindOf(folder.getName());
        kind.ifPresent(
                of -> {
                    String authority = folder.toUri().getAuthority();
                    String key =
                            (authority == null ? "" : authority) + ":" + folder.toUri().getPath();
                    all.putIfAbsent(key, new Folder(of, run.owner, folder));
                });
    }

    private static Optional<Kind> kindOf(String name) {
        if (name.equals(LOG_FOLDER)) {
            return Optional.of(Kind.LOG);
        }
        return name.equals(AbstractFsCheckpointStorageAccess.CHECKPOINT_TASK_OWNED_STATE_DIR)
                ? Optional.of(Kind.TASK_OWNED)
                : Optional.empty();
    }

    /** What the files of a folder are. */
    enum Kind {
        LOG,
        TASK_OWNED
    }

    /** Whose files they are. */
    enum Owner {
        THE_JOB,
        AN_EARLIER_RUN
    }

    /** Files of one kind and owner. Immutable; its identity counts. */
    static final class Folder {

        private final Kind kind;
        private final Owner owner;
        private final Path path;

        Folder(Kind kind, Owner owner, Path path) {
            this.kind = kind;
            this.owner = owner;
            this.path = path;
        }

        Owner owner() {
            return owner;
        }

        Kind kind() {
            return kind;
        }

        Path path() {
            return path;
        }

        /** In which the markers of owners are. */
        Path parent() {
            return path.getParent();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A job under one id, and where its checkpoints are. */
    private static final class Run {

        private final Owner owner;
        private final String id;
        private final Path folder;

        Run(Owner owner, String id, Path folder) {
            this.owner = owner;
            this.id = id;
            this.folder = folder;
        }
    }
}
