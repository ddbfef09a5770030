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
package org.apache.flink.runtime.state;

import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.metrics.groups.TaskManagerJobMetricGroup;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageFactory;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorage;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryStateChangelogStorageFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** P20: a checkpoint may refer to logs of several storages. */
class PatchedChangelogStoragesManagerTest {

    private static final KeyGroupRange RANGE = KeyGroupRange.of(0, 3);

    private final JobID job = new JobID();
    private final ChangelogStateHandle inMemory =
            new InMemoryChangelogStateHandle(
                    Collections.emptyList(), SequenceNumber.of(0), SequenceNumber.of(1), RANGE);
    private final ChangelogStateHandle onTape = handle("tape");
    private final List<TapeView> tapes = new ArrayList<>();
    private final TaskExecutorStateChangelogStoragesManager manager =
            new TaskExecutorStateChangelogStoragesManager();

    @BeforeEach
    void addTheOtherStorage() {
        StateChangelogStorageLoader.initialize(new OnePlugin(new TapeFactory(tapes)));
    }

    @AfterEach
    void tidyUp() {
        manager.shutdown();
        StateChangelogStorageLoader.initialize(null);
    }

    @Test
    void eachLogIsReadByTheStorageThatWroteIt() throws Exception {
        assertThat(view(job, inMemory)).isInstanceOf(InMemoryStateChangelogStorage.class);
        assertThat(view(job, onTape)).isInstanceOf(TapeView.class);
        assertThat(view(job, inMemory)).isInstanceOf(InMemoryStateChangelogStorage.class);
    }

    @Test
    void theTasksOfAJobShareAView() throws Exception {
        assertThat(view(job, onTape)).isSameAs(view(job, onTape));
        assertThat(view(new JobID(), onTape)).isNotSameAs(view(job, onTape));
        assertThat(tapes).hasSize(2);
    }

    @Test
    void allAreClosedWithTheJobOrTheTaskManager() throws Exception {
        view(job, inMemory);
        view(job, onTape);
        view(new JobID(), onTape);
        manager.releaseResourcesForJob(job);
        assertThat(tapes).extracting(tape -> tape.closed).containsExactly(true, false);
        manager.shutdown();
        assertThat(tapes).extracting(tape -> tape.closed).containsExactly(true, true);
    }

    @Test
    void afterItsReleaseAJobStartsAnew() throws Exception {
        StateChangelogStorageView<?> before = view(job, onTape);
        manager.releaseResourcesForJob(job);
        assertThat(view(job, onTape)).isNotSameAs(before);
    }

    @Test
    void aKindThatNobodyKnowsDoesNotHarmTheOthers() throws Exception {
        ChangelogStateHandle inStone = handle("stone");
        assertThatThrownBy(() -> view(job, inStone)).hasMessageContaining("'stone'");
        view(job, onTape);
        assertThatThrownBy(() -> view(job, inStone)).hasMessageContaining("'stone'");
        assertThat(view(job, onTape)).isInstanceOf(TapeView.class);
    }

    private StateChangelogStorageView<?> view(JobID ofJob, ChangelogStateHandle handle)
            throws Exception {
        return manager.stateChangelogStorageViewForJob(ofJob, new Configuration(), handle);
    }

    private static ChangelogStateHandle handle(String kind) {
        return new ChangelogStateHandleStreamImpl(Collections.emptyList(), RANGE, 0, 0, kind);
    }

    private static final class TapeFactory implements StateChangelogStorageFactory {

        private final List<TapeView> opened;

        TapeFactory(List<TapeView> opened) {
            this.opened = opened;
        }

        @Override
        public String getIdentifier() {
            return "tape";
        }

        @Override
        public StateChangelogStorage<?> createStorage(
                JobID jobId,
                Configuration configuration,
                TaskManagerJobMetricGroup metricGroup,
                LocalRecoveryConfig localRecoveryConfig) {
            throw new UnsupportedOperationException("nobody writes on tape");
        }

        @Override
        public StateChangelogStorageView<?> createStorageView(Configuration configuration) {
            opened.add(new TapeView());
            return opened.get(opened.size() - 1);
        }
    }

    private static final class TapeView implements StateChangelogStorageView<ChangelogStateHandle> {

        private boolean closed;

        @Override
        public StateChangelogHandleReader<ChangelogStateHandle> createReader() {
            throw new UnsupportedOperationException("nobody reads a tape");
        }

        @Override
        public void close() {
            assertThat(closed).as("once").isFalse();
            closed = true;
        }
    }

    private static final class OnePlugin implements PluginManager {

        private final StateChangelogStorageFactory factory;

        OnePlugin(StateChangelogStorageFactory factory) {
            this.factory = factory;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <P> Iterator<P> load(Class<P> service) {
            return (Iterator<P>)
                    List.of(factory, new InMemoryStateChangelogStorageFactory()).iterator();
        }
    }
}
