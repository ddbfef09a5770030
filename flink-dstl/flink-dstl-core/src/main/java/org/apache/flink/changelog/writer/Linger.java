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
package org.apache.flink.changelog.writer;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.timer.CallTimer;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has a writer seal what is open for too long, though it may not be written to any more.
 *
 * <p>Belongs to the task thread, which it reaches through the mailbox.
 */
final class Linger {

    private final Duration longest;
    private final CallTimer timer;
    private final MailboxExecutor mailbox;
    private final Runnable seal;

    /** Whether a call is due for what is open now. */
    private boolean watched;

    private CallTimer.Cancellation watch = CallTimer.Cancellation.DONE;

    /** Counts seals, so that a late call does not seal what is open since a moment ago. */
    private long sealed;

    /**
     * @param seal called by the task thread
     */
    Linger(Duration longest, CallTimer timer, MailboxExecutor mailbox, Runnable seal) {
        this.longest = longest;
        this.timer = timer;
        this.mailbox = mailbox;
        this.seal = seal;
    }

    /** Something is open. */
    void open() {
        if (!watched) {
            watched = true;
            long since = sealed;
            watch = timer.schedule(longest, () -> ask(since));
        }
    }

    /** Nothing is open any more. */
    void sealed() {
        if (watched) {
            watched = false;
            watch.cancel();
            watch = CallTimer.Cancellation.DONE;
        }
        sealed++;
    }

    private void ask(long since) {
        try {
            mailbox.execute(() -> due(since), "seal the changelog");
        } catch (RejectedExecutionException e) {
            // the task has ended, and its log with it
        }
    }

    private void due(long since) {
        if (since == sealed) {
            seal.run();
        }
    }
}
