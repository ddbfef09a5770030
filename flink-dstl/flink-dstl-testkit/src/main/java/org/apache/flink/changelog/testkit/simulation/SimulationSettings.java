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
package org.apache.flink.changelog.testkit.simulation;

import static org.apache.flink.util.Preconditions.checkArgument;

/** How large a simulated history is, and what may happen in it. Immutable. */
public final class SimulationSettings {

    private final int events;
    private final int maxOverlappingCheckpoints;

    /**
     * @param events until things come to rest
     * @param maxOverlappingCheckpoints how many checkpoints are pending at the same time, at most.
     *     With 1 they follow one another at some distance: the next one begins a while after the
     *     last barrier of those before has arrived, also of those that were aborted
     */
    public SimulationSettings(int events, int maxOverlappingCheckpoints) {
        checkArgument(events > 0, "%s events", events);
        checkArgument(maxOverlappingCheckpoints > 0, "%s checkpoints", maxOverlappingCheckpoints);
        this.events = events;
        this.maxOverlappingCheckpoints = maxOverlappingCheckpoints;
    }

    int events() {
        return events;
    }

    int maxOverlappingCheckpoints() {
        return maxOverlappingCheckpoints;
    }
}
