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
package org.apache.flink.changelog.testkit;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** Of a task that looks into it when told to. */
final class DrainedMailbox {

    final Queue<ThrowingRunnable<? extends Exception>> mails = new ArrayDeque<>();
    boolean closed;

    MailboxExecutor executor() {
        return new RoutedMailbox(this::add);
    }

    private void add(ThrowingRunnable<? extends Exception> mail) {
        if (closed) {
            throw new RejectedExecutionException("the task has ended");
        }
        mails.add(mail);
    }

    void drain() throws Exception {
        while (!mails.isEmpty()) {
            mails.remove().run();
        }
    }
}
