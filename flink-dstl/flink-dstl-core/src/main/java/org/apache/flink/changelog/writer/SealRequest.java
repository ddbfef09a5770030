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

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks the task thread to seal what is open. For any thread; two requests at once are one. */
final class SealRequest {

    private final MailboxExecutor mailbox;
    private final Runnable seal;
    private final AtomicBoolean asked = new AtomicBoolean();

    /**
     * @param seal called by the task thread
     */
    SealRequest(MailboxExecutor mailbox, Runnable seal) {
        this.mailbox = mailbox;
        this.seal = seal;
    }

    void ask() {
        if (asked.compareAndSet(false, true)) {
            try {
                mailbox.execute(this::carryOut, "seal the changelog");
            } catch (RejectedExecutionException e) {
                // the task has ended, and its log with it
            }
        }
    }

    private void carryOut() {
        asked.set(false);
        seal.run();
    }
}
