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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogReaderTest {

    @Test
    void aKindOfStorageThatNobodyKnowsIsNamedWithWhatToAdd() throws Exception {
        assertCannotOpen(new LoadingManager());
    }

    @Test
    void soIsOneThatTheTaskHasNoViewOf() throws Exception {
        assertCannotOpen(new TestTaskStateManager());
    }

    @SuppressWarnings("try") // Closing may be interrupted.
    private static void assertCannotOpen(TestTaskStateManager tasks) throws Exception {
        ChangelogStateHandle log =
                new ChangelogStateHandleStreamImpl(
                        List.of(), KeyGroupRange.of(0, 3), 0, 0, "bookkeeper");
        try (MockEnvironment env = MockEnvironment.builder().setTaskStateManager(tasks).build()) {
            assertThatThrownBy(() -> new LogReader(env).open(log))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'bookkeeper'")
                    .hasMessageContaining("lib/ or plugins/")
                    .hasMessageContaining("'state.changelog.storage'");
        }
    }

    /** As the TaskManager does. */
    @SuppressWarnings("try") // Closing may be interrupted.
    private static final class LoadingManager extends TestTaskStateManager {

        @Override
        public StateChangelogStorageView<?> getStateChangelogStorageView(
                Configuration configuration, ChangelogStateHandle handle) {
            try {
                return StateChangelogStorageLoader.loadFromStateHandle(configuration, handle);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
