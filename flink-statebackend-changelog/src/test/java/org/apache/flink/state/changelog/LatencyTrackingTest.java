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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateLatencyTrackOptions;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Flink's histograms of how long an access to a state takes. */
class LatencyTrackingTest {

    private final Map<String, Histogram> histograms = new HashMap<>();
    private final TaskSettings settings = new TaskSettings();

    LatencyTrackingTest() {
        settings.metrics =
                new UnregisteredMetricsGroup() {
                    @Override
                    public <H extends Histogram> H histogram(String name, H histogram) {
                        histograms.put(name, histogram);
                        return histogram;
                    }

                    @Override
                    public UnregisteredMetricsGroup addGroup(String name) {
                        return this;
                    }

                    @Override
                    public UnregisteredMetricsGroup addGroup(String key, String value) {
                        return this;
                    }
                };
    }

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @EachBackend
    void loggedStatesAreTimedAndLogged(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            for (int i = 0; i < 10; i++) {
                states.value.update((long) i);
                states.list.add("element");
                states.map.put("key", (long) i);
                states.sum.add(1L);
                states.aggregate.add(1);
            }
            assertThat(states.value.value()).isEqualTo(9L);
            for (String timed :
                    new String[] {
                        "valueStateUpdateLatency",
                        "listStateAddLatency",
                        "mapStatePutLatency",
                        "reducingStateAddLatency",
                        "aggregatingStateAddLatency"
                    }) {
                assertThat(histograms.get(timed).getCount()).as(timed).isEqualTo(5);
            }
            assertThat(histograms.get("valueStateGetLatency").getCount()).isEqualTo(1);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, handle)) {
            StatesUnderTest states = new StatesUnderTest(task.backend());
            states.select(1, 0);
            assertThat(states.value.value()).isEqualTo(9L);
            assertThat(states.list.get()).hasSize(10);
            assertThat(states.map.get("key")).isEqualTo(9L);
            assertThat(states.sum.get()).isEqualTo(10L);
            assertThat(states.aggregate.get()).isEqualTo("20");
        }
    }

    /** Every second access is timed, which is as often as Flink does. */
    private BackendUnderTest open(StateBackend wrapped, KeyedStateHandle... handles)
            throws Exception {
        Configuration config = new Configuration();
        config.set(StateLatencyTrackOptions.LATENCY_TRACK_ENABLED, true);
        config.set(StateLatencyTrackOptions.LATENCY_TRACK_SAMPLE_INTERVAL, 2);
        return BackendUnderTest.create(
                new ChangelogStateBackend(wrapped)
                        .configure(config, LatencyTrackingTest.class.getClassLoader()),
                log,
                BackendUnderTest.all(),
                Arrays.asList(handles),
                settings);
    }
}
