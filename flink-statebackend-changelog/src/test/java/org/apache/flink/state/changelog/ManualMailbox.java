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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A mailbox that runs a mail when the test says so. Any thread may post. */
public final class ManualMailbox implements MailboxExecutor {

    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<ThrowingRunnable<? extends Exception>> mails =
            new LinkedBlockingQueue<>();
    private volatile boolean closed;

    @Override
    public void execute(
            MailOptions mailOptions,
            ThrowingRunnable<? extends Exception> command,
            String descriptionFormat,
            Object... descriptionArgs) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        mails.add(command);
    }

    /** Waits for a mail and runs it. */
    public void runNext() throws Exception {
        poll().run();
    }

    private ThrowingRunnable<? extends Exception> poll() throws InterruptedException {
        ThrowingRunnable<? extends Exception> mail = mails.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (mail == null) {
            throw new AssertionError("No mail in " + PATIENCE_SECONDS + " s.");
        }
        return mail;
    }

    /** Waits for a mail, which stays. */
    public void awaitNext() {
        try {
            mails.add(poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The test was stopped while it waited for a mail", e);
        }
    }

    public int size() {
        return mails.size();
    }

    public void close() {
        closed = true;
    }

    @Override
    public void yield() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryYield() throws FlinkRuntimeException {
        return false;
    }

    @Override
    public boolean shouldInterrupt() {
        return false;
    }
}
