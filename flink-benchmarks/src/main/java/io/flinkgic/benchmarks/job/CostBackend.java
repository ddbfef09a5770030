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
package io.flinkgic.benchmarks.job;

import org.apache.flink.configuration.Configuration;

/** Where the state lies. On the heap a record costs so little that it takes more to measure it. */
enum CostBackend {
    ROCKSDB("rocksdb", 1),
    HEAP("hashmap", 4);

    private final String option;
    private final int moreRecords;

    CostBackend(String option, int moreRecords) {
        this.option = option;
        this.moreRecords = moreRecords;
    }

    /** How many times as many records are taken as by {@link CostJob}. */
    int moreRecords() {
        return moreRecords;
    }

    void configure(Configuration configuration) {
        configuration.setString("state.backend.type", option);
    }
}
