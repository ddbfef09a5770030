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

import org.apache.flink.runtime.state.AbstractStateBackend;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.StateBackendTestBase;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameter;
import org.apache.flink.testutils.junit.extensions.parameterized.ParameterizedTestExtension;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameters;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

/** Flink's contract of state backends, by a logged heap backend. */
@ExtendWith(ParameterizedTestExtension.class)
class HeapChangelogContractTest extends StateBackendTestBase<AbstractStateBackend> {

    @TempDir private Path folder;

    @Parameter public ContractCase contract;

    @Parameters(name = "{0}")
    public static List<ContractCase> cases() {
        return Arrays.asList(ContractCase.values());
    }

    @Override
    protected ConfigurableStateBackend getStateBackend() {
        return contract.logged(new HashMapStateBackend(), folder);
    }

    @Override
    protected CheckpointStorage getCheckpointStorage() {
        return contract.storage(folder);
    }

    @Override
    protected TestTaskStateManager getTestTaskStateManager() {
        return ContractCase.task();
    }

    @Override
    protected boolean isSerializerPresenceRequiredOnRestore() {
        return true;
    }

    @Override
    protected boolean supportsAsynchronousSnapshots() {
        return true;
    }

    /** Three tests hold up a snapshot through its streams, and are skipped if it has none. */
    @Override
    protected boolean snapshotUsesStreamFactory() {
        return contract.usesStreams();
    }

    /**
     * One test takes two snapshots at once. Flink's {@code HeapKeyValueStateIterator}, which writes
     * canonical savepoints, duplicates the serializers of the running backend on the thread that
     * writes, and two of these race: without a log as well.
     */
    @BeforeEach
    void assumeThatFlinkCanDoIt(TestInfo test) {
        String name = test.getTestMethod().map(Method::getName).orElse("");
        assumeFalse(
                contract == ContractCase.CANONICAL_SAVEPOINT
                        && name.equals("testNonConcurrentSnapshotTransformerAccess"),
                "Flink's canonical savepoints of the heap race here");
    }
}
