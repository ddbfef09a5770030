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
package io.flinkgic.examples;

import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Reactive mode gives each vertex as many tasks as it may have. */
class SourceSplitsTest {

    private static final int ALL = 128;

    private final StreamExecutionEnvironment env =
            StreamExecutionEnvironment.getExecutionEnvironment();

    @Test
    void sourceOfSoManySplitsNeverHasMoreTasks() throws Exception {
        WordCount.define(env.setParallelism(3), "--output", "out", "--splits", "3");

        assertThat(maxParallelisms())
                .containsEntry("Source: words", 3)
                .hasSize(2)
                .containsValue(ALL);
    }

    @Test
    void whoeverNotesTheProgressIsAsManyAsTheSource() {
        SlidingWindow.define(
                env.setParallelism(2), "--output", "out", "--progress", "p", "--splits", "2");

        assertThat(maxParallelisms())
                .containsEntry("Source: records", 2)
                .containsEntry("progress", 2)
                .containsEntry("committed-progress: Writer -> committed-progress: Committer", ALL);
    }

    /** Otherwise versions of one order overtake each other on the way to those who are keyed. */
    @Test
    void whoeverMakesRowsOfRecordsIsAsManyAsTheSource() {
        TopOrders.define(
                env.setParallelism(2), "--output", "out", "--progress", "p", "--splits", "2");

        assertThat(maxParallelisms())
                .hasEntrySatisfying(
                        new Condition<>(name -> name.startsWith("Filter -> orders"), "orders"),
                        new Condition<>(max -> max == 2, "2"))
                .hasEntrySatisfying(
                        new Condition<>(
                                name -> name.startsWith("Filter -> customers"), "customers"),
                        new Condition<>(max -> max == 2, "2"));
    }

    @Test
    void sourceWithoutAnOptionMayHaveMoreTasksThanSplits() throws Exception {
        WordCount.define(env.setParallelism(3), "--output", "out");

        assertThat(maxParallelisms()).containsEntry("Source: words", ALL);
    }

    private Map<String, Integer> maxParallelisms() {
        Map<String, Integer> found = new HashMap<>();
        for (JobVertex vertex : env.getStreamGraph().getJobGraph().getVertices()) {
            found.put(vertex.getName(), vertex.getMaxParallelism());
        }
        return found;
    }
}
