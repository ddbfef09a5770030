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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.util.clock.SystemClock;

import org.slf4j.MDC;

import java.util.Map;
import java.util.concurrent.Executor;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * The deletions of one job, which begin in the order in which they were given here.
 *
 * <p>Deletions keep the logging context of whoever gives them, as on Flink's executor. Thread-safe:
 * the pool guards what changes.
 */
final class DeletionLane implements Executor {

    private final DeletionPool pool;
    private final FailedDeletions failures = new FailedDeletions(this, SystemClock.getInstance());

    DeletionLane(DeletionPool pool) {
        this.pool = pool;
    }

    /** Of whole checkpoints. */
    FailedDeletions failures() {
        return failures;
    }

    @Override
    public void execute(Runnable deletion) {
        execute(deletion, 1);
    }

    /** For deletions that take that many files each. */
    Executor ofFiles(int files) {
        return deletion -> execute(deletion, files);
    }

    private void execute(Runnable deletion, int files) {
        pool.add(this, new Deletion(deletion, files, MDC.getCopyOfContextMap()));
    }

    /** Files of this job that are waiting to be deleted, or being deleted. */
    long backlog() {
        return pool.backlogOf(this);
    }

    /** Files of this job that were deleted, or could not be. */
    long done() {
        return pool.doneOf(this);
    }

    /** One of them. Immutable. */
    static final class Deletion {

        private final Runnable action;
        private final int files;
        private final Map<String, String> context;

        private Deletion(Runnable action, int files, Map<String, String> context) {
            checkArgument(files > 0, "a deletion of %s files", files);
            this.action = action;
            this.files = files;
            this.context = context == null ? Map.of() : context;
        }

        int files() {
            return files;
        }

        void run() {
            if (context.isEmpty()) {
                action.run();
                return;
            }
            MDC.setContextMap(context);
            try {
                action.run();
            } finally {
                MDC.clear();
            }
        }
    }
}
