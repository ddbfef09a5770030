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
package org.apache.flink.runtime.state.ttl;

import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.state.changelog.ContractCase;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Flink's contract of expiring state, around a logged backend. */
abstract class LoggedTtlTests extends TtlStateTestBase {

    private final ContractCase contract;
    private final StateBackend wrapped;

    @TempDir private Path folder;

    LoggedTtlTests(ContractCase contract, StateBackend wrapped) {
        this.contract = contract;
        this.wrapped = wrapped;
    }

    final ContractCase contract() {
        return contract;
    }

    @Override
    protected final StateBackendTestContext createStateBackendTestContext(TtlTimeProvider time) {
        // Asked for by the constructor of the context: they must be there before.
        StateBackend logged = contract.logged(wrapped, folder);
        CheckpointStorage storage = contract.storage(folder);
        return new StateBackendTestContext(time) {
            @Override
            protected StateBackend createStateBackend() {
                return logged;
            }

            @Override
            protected CheckpointStorage createCheckpointStorage() {
                return storage;
            }
        };
    }
}
