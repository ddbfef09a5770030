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
import org.apache.flink.runtime.execution.CancelTaskException;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.IOUtils;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A replay that is cancelled half way. */
class ReplayCancellationTest {

    private static final int CHANGES = 10_000;
    private static final int HALF_WAY = CHANGES / 2;
    private static final int PROMPTLY = 2_000;

    private final InMemoryStateChangelogStorage memory = new InMemoryStateChangelogStorage();
    private final TaskSettings settings = new TaskSettings();
    private KeyedStateHandle handle;

    @BeforeEach
    void writeALog() throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(BackendUnderTest.heap(), memory)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            for (int i = 0; i < CHANGES; i++) {
                states.value.update((long) i);
            }
            handle = task.checkpoint(1);
        }
    }

    @Test
    void closingTheRegistryOfTheTaskEndsItAndClosesTheLog() {
        InterruptedLog log = new InterruptedLog(() -> IOUtils.closeQuietly(settings.cancellation));
        assertThatThrownBy(() -> restore(log)).hasRootCauseInstanceOf(CancelTaskException.class);
        assertThat(log.read).isBetween(HALF_WAY, HALF_WAY + PROMPTLY);
        assertThat(log.closedBeforeTheEnd).isTrue();
    }

    @Test
    void interruptingTheThreadEndsIt() {
        InterruptedLog log = new InterruptedLog(() -> Thread.currentThread().interrupt());
        try {
            assertThatThrownBy(() -> restore(log))
                    .hasRootCauseInstanceOf(InterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        }
        assertThat(log.read).isBetween(HALF_WAY, HALF_WAY + PROMPTLY);
    }

    private void restore(InterruptedLog log) throws Exception {
        BackendUnderTest.create(BackendUnderTest.heap(), log, settings, handle).close();
    }

    /** Does something half way, and goes on. */
    private final class InterruptedLog
            implements StateChangelogStorage<InMemoryChangelogStateHandle> {

        private final Runnable halfWay;
        private int read;
        private boolean closedBeforeTheEnd;

        InterruptedLog(Runnable halfWay) {
            this.halfWay = halfWay;
        }

        @Override
        public StateChangelogWriter<InMemoryChangelogStateHandle> createWriter(
                String operatorID, KeyGroupRange keyGroupRange, MailboxExecutor mailboxExecutor) {
            return memory.createWriter(operatorID, keyGroupRange, mailboxExecutor);
        }

        @Override
        public StateChangelogHandleReader<InMemoryChangelogStateHandle> createReader() {
            return log -> new Changes(memory.createReader().getChanges(log));
        }

        @Override
        public void close() {}

        @SuppressWarnings("try") // Closing may be interrupted.
        private final class Changes implements CloseableIterator<StateChange> {

            private final CloseableIterator<StateChange> changes;

            Changes(CloseableIterator<StateChange> changes) {
                this.changes = changes;
            }

            @Override
            public boolean hasNext() {
                return changes.hasNext();
            }

            @Override
            public StateChange next() {
                read++;
                if (read == HALF_WAY) {
                    halfWay.run();
                }
                return changes.next();
            }

            @Override
            public void close() throws Exception {
                // The metadata is read once before, and closed after it.
                closedBeforeTheEnd |= read > 1 && changes.hasNext();
                changes.close();
            }
        }
    }
}
