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

import java.util.function.Consumer;

/** The mailbox of a task without a loop of its own: each mail goes where its owner wants it. */
public final class RoutedMailbox implements MailboxExecutor {

    private final Consumer<ThrowingRunnable<? extends Exception>> route;

    /**
     * @param route called by whoever sends a mail
     */
    public RoutedMailbox(Consumer<ThrowingRunnable<? extends Exception>> route) {
        this.route = route;
    }

    /** Nobody ever looks into it. */
    public static RoutedMailbox unused() {
        return new RoutedMailbox(mail -> {});
    }

    @Override
    public void execute(
            MailOptions options,
            ThrowingRunnable<? extends Exception> command,
            String description,
            Object... args) {
        route.accept(command);
    }

    @Override
    public void yield() {
        throw new AssertionError("yield");
    }

    @Override
    public boolean tryYield() {
        return false;
    }

    @Override
    public boolean shouldInterrupt() {
        return false;
    }
}
