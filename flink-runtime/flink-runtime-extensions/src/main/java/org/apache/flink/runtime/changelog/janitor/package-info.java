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
/**
 * Deletes files of the log and of materializations that neither a TaskManager nor Flink's {@code
 * SharedStateRegistry} will delete: what a killed TaskManager, a lost message or an end at the
 * wrong moment leaves behind. Decided in {@code docs/adr/0015-what-the-janitor-may-delete.md}.
 *
 * <p>Doors: {@link org.apache.flink.runtime.changelog.janitor.Janitor}, what it is made of ({@link
 * org.apache.flink.runtime.changelog.janitor.JanitorSettings}, {@link
 * org.apache.flink.runtime.changelog.janitor.JanitorFolders}, {@link
 * org.apache.flink.runtime.changelog.janitor.store.FileSystemJanitorStore}), {@link
 * org.apache.flink.runtime.changelog.janitor.JanitorReport} and {@link
 * org.apache.flink.runtime.changelog.janitor.JanitorOptions}. Entered by one thread of the
 * JobManager, which is nobody else's: it waits for the store.
 *
 * <h2>The rule</h2>
 *
 * <p>Looked at are the folders of the log and of task-owned files of the job, and of the run whose
 * checkpoint it has claimed; never {@code shared/}, and of {@code chk-*} only those that a killed
 * JobManager has not completed (last section). While the job may run, a file in them is deleted if
 * all of this holds:
 *
 * <ol>
 *   <li>No checkpoint refers to it: none that is retained, pending or restored without being owned,
 *       and none whose {@code _metadata} is in a folder of the job or of the claimed run. If a
 *       handle is of an unknown kind, or metadata cannot be read, nothing is deleted.
 *   <li>No state can hide a reference to it: with a write-ahead sink, whose state has handles of
 *       task-owned files as bytes, no task-owned file is deleted.
 *   <li>The latest checkpoint of which Flink knows is in the listed folder of the run: otherwise
 *       that is not the folder of the run, or the list is not worth much, and nothing is deleted.
 *   <li>No other run has left its marker beside the folder, and the run's own is there for the
 *       minimum age.
 *   <li>If it is of the log: the store has modified it after the run left its marker.
 *   <li>The store says when it was modified, and that is earlier than the horizon, and than now, by
 *       more than the minimum age.
 * </ol>
 *
 * <p>Let N be the latest complete checkpoint that is known. The horizon of the log is the trigger
 * of N. That of task-owned files is the earliest bound of all backends (keyed state of a subtask)
 * in N: the trigger of the last known checkpoint up to N in which the backend had another
 * materialization or no log; the start of the JobManager, if there is none.
 *
 * <h2>Why no later checkpoint needs what is deleted</h2>
 *
 * <p>Let M complete after N, and refer to a file that N does not. Checkpoints complete in the order
 * of their ids, and barriers keep that order in each task, so each backend took N before M, or has
 * been restored since, from N or a younger one. What follows holds for the truth as of any moment
 * at which N was the latest, so it does not matter if others have completed meanwhile: files that
 * were begun since are younger still.
 *
 * <p><b>Log.</b> A segment that M refers to and that was sealed before the barrier of N is in N:
 * the baseline of N reaches no further than that of M, and N refers to all that was sealed since
 * its baseline. Changes that travelled inline in N stay open and are sealed later. So the segment
 * was sealed after the barrier of N, or after a restore that follows N. It joined a file of the
 * epoch of N or later ({@code docs/adr/0010-one-batch-per-checkpoint-epoch.md}), even if it had to
 * be stored again; such a file is begun after some task took N, and hence after N was triggered.
 * That the file is <em>begun</em> late matters: for multipart uploads S3 gives that time. An
 * aborted checkpoint does not store anything again: the next one refers to the same files, and is
 * later than N, too.
 *
 * <p><b>Materializations.</b> Let M refer to the materialization m' of a backend, and N not. One
 * that is taken for a checkpoint begins at its barrier; had it been before that of N, then N would
 * have been a materialization, too, a younger one, which replaces m'. One in the background begins
 * only while the baseline is confirmed: it is the one that was restored, or the task has heard that
 * a checkpoint with it is complete. It becomes the baseline after the barrier of N, and none other
 * can in between, so the baseline at its begin is the materialization m of N. Let L be the last
 * checkpoint up to N in which the backend had another materialization than m or no log. If L had no
 * log: what m' materializes is not in the baseline of L, so it would be in its log had m' begun
 * before L; so m' began after the barrier of L. If L had another one: after L either the task was
 * restored, and m' is of the new attempt; or m became the baseline after the barrier of L, was
 * confirmed by a checkpoint after L, and m' began then. In all cases m' began after L was
 * triggered. If there is no L since this JobManager started: all attempts are younger than it. A
 * file that is shared with m, N refers to. A backend without state in N had neither materialization
 * nor log.
 *
 * <p><b>Unknown checkpoints between</b> those that are known make L earlier, never later. A view
 * that lags behind makes N earlier.
 *
 * <p><b>Clocks.</b> Triggers are on the JobManagers' clocks, modification on the store's. They may
 * differ, or be set, by up to the minimum age.
 *
 * <p><b>Lists.</b> A file that is missing in one is found later; one that is gone already is not
 * counted.
 *
 * <h2>Why no other run needs what is deleted</h2>
 *
 * <p>Runs of one job id that write checkpoints into the same folder read each other's metadata.
 * Others, which share only the base path of the log, know nothing of each other. Each tries to
 * leave its marker ({@code org.apache.flink.runtime.changelog.owner}) from the moment on at which
 * its JobManager makes its execution graph, before any of its tasks stores anything. Let F be a
 * file of such a run, D the time from its begin until the marker is there and listed, and S the
 * difference of the clocks of this JobManager and the store. Before each batch first the clock is
 * read and then the markers are listed. A file that goes was modified, for the store, the minimum
 * age before that moment, so F was begun at least the minimum age less S before the list; the
 * marker is in it if D + S is less than the minimum age. The marker stays as long as a checkpoint
 * of the run does. It does not go stale: a run that is restarted takes over the one it has.
 *
 * <p>That the own marker has to be as old excludes a store into which markers cannot be written, or
 * which does not list them, and gives runs that begin to mark at the same time, because they are
 * all upgraded, the minimum age to do so.
 *
 * <p>A run that has claimed a checkpoint leaves its marker in the folders of the claimed run, too:
 * should that id be run again, its janitor leaves them alone. When it leaves it for the first time
 * it takes away that of the claimed run, which is no longer there to do so, and which it would else
 * have to take for a stranger's. If the claimed run lives after all, or is started again, it puts
 * its marker back when it next looks after it, or finds it missing when it begins, and is a
 * stranger from then on: also in its own folder of checkpoints, which each run marks, too. Until it
 * has, nothing of its is deleted, as the marker of this run is younger than the minimum age; after
 * the end of a job that has claimed, that age counts for all folders. The markers of this run stay
 * as long as the claimed one has a checkpoint, for they stand for its marker, too.
 *
 * <p><b>Runs that leave none.</b> Builds before markers, and stock Flink, may have left checkpoints
 * in other folders. What they stored in a log was modified before the first marker, which is
 * compared on the store's own clock: the marker says when the store wrote it. It keeps that through
 * all JobManagers, and a run that takes away the marker of the one it has claimed goes on from the
 * time in that. In a folder of task-owned files this does not count: all checkpoints that refer to
 * such files are beside it, and are read.
 *
 * <h2>After the end of a job for good</h2>
 *
 * <p>No checkpoint completes any more, so neither horizon nor age counts, only references; and
 * whatever else is in the folders is garbage or of a successor: a run of the same id that was begun
 * after the end, in the same folder. For each folder the store is asked for its time with a small
 * file; what it modified until then goes. A successor can have stored something earlier only if it
 * was begun within the few seconds between the end and that moment; if more than five have passed,
 * nothing is deleted. It also takes over the marker before its tasks are deployed; before each
 * batch the marker must still be held by this JobManager. So a JobManager that is replaced and does
 * not know it deletes nothing, either. The time is asked for before all else, even while a round
 * ends.
 *
 * <p>A job that ends before its first checkpoint has not shown where its checkpoints are. It may
 * have been begun anew while earlier ones cannot be seen: a directory that is not mounted looks
 * empty. Then only what was modified after this JobManager took over the marker goes, and only if
 * it has begun the job without any checkpoint.
 *
 * <p>Tasks may be closing meanwhile. What they still store nobody needs; if it arrives later than
 * the look it stays, because it cannot be told from what a successor stores.
 *
 * <p>The marker goes if no checkpoint of the run is left but those that Flink discards.
 *
 * <h2>What a killed JobManager has left of checkpoints</h2>
 *
 * <p>Let K be the latest checkpoint that this JobManager has found when it took over, and F the
 * first number that it has given. As soon as two later checkpoints than K are complete, and while
 * this JobManager holds the marker of the run, each {@code chk-N} in the folder of the run with K
 * &lt; N &lt; F that is not known is deleted, if the store has modified all in it no earlier than
 * the metadata of K, and no known checkpoint refers to any of it. K has to lie in that folder and
 * must not be what the run was started from, so that this run has stored it. An earlier run of the
 * same id had ended before it did, so N is of this run. This JobManager has not given the number,
 * so one before has; none gives it again.
 *
 * <p>Flink restores from the latest checkpoint it finds, which is later than N from now on, even if
 * the JobManager before still lives and makes N known after all. If it does so before, a third one
 * may take over, run from N, and this one, frozen meanwhile, complete a checkpoint that had all its
 * acknowledgements: then it does not get those of a second one, as the tasks are the third one's,
 * whose marker it finds, too. What only N refers to is then garbage like any other.
 */
package org.apache.flink.runtime.changelog.janitor;
