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
package io.flinkgic.benchmarks.figures;

import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.Map;
import java.util.SortedMap;

/** How long a row waits until a transactional sink commits it. */
final class CommitFigures {

    private CommitFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        SortedMap<Long, Long> waits = seen.waits();
        if (waits.isEmpty()) {
            return;
        }
        run.figure("until committed, p50", "ms", percentile(0.5, waits));
        run.figure("until committed, p99", "ms", percentile(0.99, waits));
        run.figure("until committed, longest", "ms", percentile(1, waits));
    }

    /**
     * @param numbers how often each value occurs; at least one
     */
    static double percentile(double share, SortedMap<Long, Long> numbers) {
        long all = numbers.values().stream().mapToLong(number -> number).sum();
        long rank = (long) Math.ceil(share * all);
        long passed = 0;
        for (Map.Entry<Long, Long> value : numbers.entrySet()) {
            passed += value.getValue();
            if (passed >= rank) {
                return (double) value.getKey();
            }
        }
        return (double) numbers.lastKey();
    }
}
