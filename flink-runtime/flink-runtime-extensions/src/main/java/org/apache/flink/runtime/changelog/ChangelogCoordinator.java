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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Watches the checkpoints of one job with a changelog.
 *
 * <p>Whatever happens to a checkpoint is handed over as a {@link CheckpointEvent}, which costs the
 * thread that did it an entry in a queue, and is told to all listeners by a thread of this job's
 * own. A listener that throws starves no other; one that blocks only makes what is reported late.
 *
 * <p>The queue has no bound: an event is as small as an acknowledgement that Flink holds anyway,
 * and listeners do no I/O. Any thread may call any method.
 */
public final class ChangelogCoordinator implements AutoCloseable {

    private final JobID jobId;
    private final ScheduledExecutorService thread;
    private final RetainedCheckpoints retained;
    private final FailureCount failures;
    private final CheckpointMirror mirror = new CheckpointMirror();
    private final List<CheckpointListener> listeners = new ArrayList<>();

    /**
     * @param thread a single one, which is owned and shut down here
     * @param listeners told in this order
     */
    public ChangelogCoordinator(
            JobID jobId,
            ScheduledExecutorService thread,
            RetainedCheckpoints retained,
            List<? extends CheckpointListener> listeners,
            FailureCount failures) {
        this.jobId = jobId;
        this.thread = thread;
        this.retained = retained;
        this.failures = failures;
        this.listeners.add(mirror);
        this.listeners.addAll(listeners);
    }

    /**
     * Lets listeners know from time to time that time passes.
     *
     * @param before called before they are told; it may close this
     */
    public void tickEvery(long periodMs, Runnable before) {
        Runnable tick =
                () -> {
                    safely("a look at the job", before);
                    tell(CheckpointListener::tick);
                };
        try {
            // Nobody asks the returned future: what listeners throw is caught.
            Future<?> unused =
                    thread.scheduleWithFixedDelay(tick, periodMs, periodMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed already.
        }
    }

    /** Takes note of something that happened. Neither waits nor throws. */
    public void happened(CheckpointEvent event) {
        try {
            thread.execute(() -> tell(event));
        } catch (RejectedExecutionException e) {
            // Closed: what happens to a job that has ended interests nobody.
        }
    }

    /**
     * What is known of the job's checkpoints when everything that was handed over before this call
     * has been heard.
     *
     * @return fails if Flink cannot list what it keeps; is cancelled when this is closed
     */
    public CompletableFuture<JobCheckpoints> checkpoints() {
        CompletableFuture<JobCheckpoints> result = new CompletableFuture<>();
        try {
            thread.execute(() -> answer(result));
        } catch (RejectedExecutionException e) {
            result.cancel(false);
        }
        return result;
    }

    /** Tells the listeners that this is the end, behind all that has happened. Idempotent. */
    @Override
    public void close() {
        happened(CheckpointListener::stopped);
        thread.shutdown();
    }

    private void answer(CompletableFuture<JobCheckpoints> result) {
        try {
            mirror.read(retained.list());
            result.complete(mirror.with(jobId, retained.list()));
        } catch (Throwable t) {
            result.completeExceptionally(t);
        }
    }

    private void tell(CheckpointEvent event) {
        for (CheckpointListener listener : listeners) {
            safely(listener.getClass().getName(), () -> event.tell(listener));
        }
    }

    private void safely(String what, Runnable call) {
        try {
            call.run();
        } catch (Throwable t) {
            failures.caught(what, t);
        }
    }
}
