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
package org.apache.flink.state.changelog.schedule;

import java.util.OptionalLong;

/** Guesses how much the next materialization of a backend has to upload. Not thread-safe. */
public final class UploadSize {

    private OptionalLong last = OptionalLong.empty();

    /**
     * What the last one had to upload, or as much as was logged since, if that is more. The first
     * one may have to upload all there is: what a restore would load and what it would replay.
     *
     * @param materialized bytes that a restore would load
     * @param logged bytes that a restore would replay
     * @return empty if nobody knows: of a new state no checkpoint was stored yet
     */
    public OptionalLong expected(OptionalLong materialized, long logged) {
        if (last.isPresent()) {
            return OptionalLong.of(Math.max(last.getAsLong(), logged));
        }
        long everything = materialized.orElse(0) + logged;
        return everything > 0 ? OptionalLong.of(everything) : OptionalLong.empty();
    }

    /** One was stored. */
    public void uploaded(long bytes) {
        last = OptionalLong.of(bytes);
    }
}
