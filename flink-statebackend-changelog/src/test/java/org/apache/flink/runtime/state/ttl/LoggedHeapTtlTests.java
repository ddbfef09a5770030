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

import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.changelog.ContractCase;

import org.junit.jupiter.api.TestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** What is tested on the heap only: the cleanup of a few entries with each access. */
abstract class LoggedHeapTtlTests extends LoggedTtlTests {

    private static final int KEYS = 1_000;
    private static final int KEYS_PER_ACCESS = 5;

    LoggedHeapTtlTests(ContractCase contract) {
        super(contract, new HashMapStateBackend());
    }

    @Override
    protected final boolean incrementalCleanupSupported() {
        return true;
    }

    /**
     * The inherited test looks for the heap table directly below the expiring state, where there is
     * the log here. This one does the same and counts what is left in the table.
     */
    @TestTemplate
    @Override
    void testIncrementalCleanupWholeState() throws Exception {
        initTest(getConfBuilder(TTL).cleanupIncrementally(KEYS_PER_ACCESS, true).build());
        timeProvider.time = 0;
        for (int key = 0; key < KEYS; key++) {
            sbetc.setCurrentKey(Integer.toString(key));
            ctx().update(ctx().updateEmpty);
        }
        assertThat(entriesInTheTable()).isEqualTo(KEYS);
        timeProvider.time = TTL + 20;
        for (int key = 0; key < KEYS; key++) {
            sbetc.setCurrentKey(Integer.toString(key));
        }
        assertThat(entriesInTheTable()).isZero();
    }

    /** How many keys and namespaces the table of all states has an entry for. */
    private int entriesInTheTable() {
        return ((TestableKeyedStateBackend<?>) sbetc.getKeyedStateBackend())
                .numKeyValueStateEntries();
    }
}
