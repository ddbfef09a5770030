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

import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackendMigrationTestBase;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameter;
import org.apache.flink.testutils.junit.extensions.parameterized.ParameterizedTestExtension;
import org.apache.flink.testutils.junit.extensions.parameterized.Parameters;

import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;

/** Flink's contract of schema evolution, by a logged heap backend. */
@ExtendWith(ParameterizedTestExtension.class)
class HeapChangelogMigrationTest extends StateBackendMigrationTestBase<StateBackend> {

    @Parameter public ContractCase contract;

    @Parameters(name = "{0}")
    public static List<ContractCase> cases() {
        return Arrays.asList(ContractCase.values());
    }

    @Override
    protected StateBackend getStateBackend() {
        return contract.logged(new HashMapStateBackend(), tempFolder);
    }

    @Override
    protected CheckpointStorage getCheckpointStorage() {
        return contract.storage(tempFolder);
    }
}
