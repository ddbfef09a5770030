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
package org.apache.flink.state.changelog.expiry;

import org.apache.flink.state.changelog.record.TimeToLive;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The shortest time to live of each state in the logs that were replayed.
 *
 * <p>If the job raises it, a value may live on in the table that the next replay of the same logs
 * would leave out: the job saw it and would miss it after a failure. Checkpoints must then not
 * refer to these logs any more. One thread at a time.
 */
public final class RestoredExpiry {

    private final Map<String, TimeToLive> shortest = new HashMap<>();

    /** A log announces that the values of this state expire. */
    public void replayed(String state, TimeToLive timeToLive) {
        shortest.merge(
                state, timeToLive, (known, added) -> added.isShorterThan(known) ? added : known);
    }

    /** Whether values of this state live longer than by the logs that were replayed. */
    public boolean isRaisedBy(String state, Optional<TimeToLive> timeToLive) {
        TimeToLive restored = shortest.get(state);
        return restored != null && timeToLive.map(restored::isShorterThan).orElse(true);
    }
}
