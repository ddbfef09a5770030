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

import org.apache.flink.runtime.state.InternalPriorityQueue;
import org.apache.flink.runtime.state.InternalPriorityQueueTestBase;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.util.IOUtils;

import org.junit.jupiter.api.AfterEach;

import java.util.ArrayList;
import java.util.List;

/** Flink's contract of priority queues, by logged queues in RocksDB. */
class LoggedRocksDbQueueContractTest extends InternalPriorityQueueTestBase {

    private final List<BackendUnderTest> tasks = new ArrayList<>();

    @AfterEach
    void closeTasks() {
        tasks.forEach(IOUtils::closeQuietly);
    }

    StateBackend wrapped() {
        return BackendUnderTest.rocksDb();
    }

    @Override
    protected InternalPriorityQueue<TestElement> newPriorityQueue(int initialCapacity) {
        try {
            BackendUnderTest task = BackendUnderTest.fresh(wrapped(), new InPlaceLogStorage());
            tasks.add(task);
            return task.backend().create("queue", TestElementSerializer.INSTANCE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected boolean testSetSemanticsAgainstDuplicateElements() {
        return true;
    }
}
