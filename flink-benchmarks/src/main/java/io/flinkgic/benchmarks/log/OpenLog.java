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
package io.flinkgic.benchmarks.log;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailboxImpl;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A storage with one writer of all 128 key groups, used as a task uses it: its checkpoints are
 * stored, confirmed, and subsumed at once, so that nothing piles up.
 *
 * <p>Belongs to the thread that opens it.
 */
@SuppressWarnings("try") // closing may be interrupted, as Flink declares it
public final class OpenLog implements AutoCloseable {

    /** Of the one subtask. */
    public static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 127);

    private final StateChangelogStorage<ChangelogStateHandleStreamImpl> storage;
    private final StateChangelogWriter<ChangelogStateHandleStreamImpl> writer;
    private final MailboxExecutor mailbox =
            new MailboxExecutorImpl(
                    new TaskMailboxImpl(Thread.currentThread()),
                    0,
                    StreamTaskActionExecutor.IMMEDIATE);
    private SequenceNumber persistedTo;
    private long checkpointId;

    private OpenLog(StateChangelogStorage<ChangelogStateHandleStreamImpl> storage) {
        this.storage = storage;
        this.writer = storage.createWriter("benchmark", KEY_GROUPS, mailbox);
        this.persistedTo = writer.initialSequenceNumber();
    }

    /**
     * @param configuration see {@link LogSettings}
     */
    @SuppressWarnings("unchecked") // both file system storages have these handles
    public static OpenLog open(LogVariant variant, Configuration configuration) throws Exception {
        return new OpenLog(
                (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                        variant.factory()
                                .createStorage(
                                        new JobID(),
                                        configuration,
                                        UnregisteredMetricGroups
                                                .createUnregisteredTaskManagerJobMetricGroup(),
                                        LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED));
    }

    /** Stays this object's. */
    public StateChangelogWriter<ChangelogStateHandleStreamImpl> writer() {
        return writer;
    }

    /** What a checkpoint's synchronous phase asks of the log: a boundary, and to store up to it. */
    public Persisting persist() throws Exception {
        SequenceNumber to = writer.nextSequenceNumber();
        checkpointId++;
        Persisting persisting =
                new Persisting(
                        persistedTo, to, checkpointId, writer.persist(persistedTo, checkpointId));
        persistedTo = to;
        return persisting;
    }

    /**
     * Waits as a task does, running its mails meanwhile, then confirms and truncates.
     *
     * @return never empty of changes, if there were any
     */
    public ChangelogStateHandleStreamImpl complete(Persisting persisting) throws Exception {
        ChangelogStateHandleStreamImpl handle = await(persisting);
        writer.confirm(persisting.from, persisting.to, persisting.checkpointId);
        writer.truncate(persisting.to);
        return handle;
    }

    /** Only the first half of {@link #complete}. */
    public ChangelogStateHandleStreamImpl await(Persisting persisting) throws Exception {
        CompletableFuture<Void> unused =
                persisting.result.handle(
                        (result, failure) -> {
                            mailbox.execute(() -> {}, "a checkpoint was stored or has failed");
                            return null;
                        });
        while (!persisting.result.isDone()) {
            mailbox.yield();
        }
        runMails();
        try {
            return persisting.result.get().getJobManagerOwnedSnapshot();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a checkpoint was not stored", e);
        }
    }

    @Override
    public void close() throws Exception {
        writer.close();
        runMails();
        storage.close();
    }

    @SuppressWarnings("StatementWithEmptyBody") // the condition does it all
    private void runMails() {
        while (mailbox.tryYield()) {}
    }

    /** A checkpoint that is under way. */
    public static final class Persisting {

        private final SequenceNumber from;
        private final SequenceNumber to;
        private final long checkpointId;
        private final CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> result;

        private Persisting(
                SequenceNumber from,
                SequenceNumber to,
                long checkpointId,
                CompletableFuture<SnapshotResult<ChangelogStateHandleStreamImpl>> result) {
            this.from = from;
            this.to = to;
            this.checkpointId = checkpointId;
            this.result = result;
        }
    }
}
