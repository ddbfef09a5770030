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

import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.changelog.ContractCase;

/** What is tested on RocksDB. */
abstract class LoggedRocksDbTtlTests extends LoggedTtlTests {

    LoggedRocksDbTtlTests(ContractCase contract) {
        super(contract, new EmbeddedRocksDBStateBackend(true));
    }

    /**
     * Whether a snapshot may be asked to leave out what has expired. Not a materialization: Flink's
     * RocksDB backend, incremental or not, fails in these two tests without a log as well, unless a
     * compaction comes by. Its checkpoints, FULL ones included, are the files of the database; only
     * a canonical savepoint looks at entries.
     */
    @Override
    public final boolean isSavepoint() {
        return !contract().isMaterialization();
    }
}
