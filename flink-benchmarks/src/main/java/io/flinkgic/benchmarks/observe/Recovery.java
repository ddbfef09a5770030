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
package io.flinkgic.benchmarks.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a job came back, phase by phase. Immutable. */
public final class Recovery {

    private final String title;
    private final Map<String, Long> phasesMs;
    private final Map<String, Long> downloadedBytes;
    private final SortedMap<Long, Long> lagsMs;

    Recovery(
            String title,
            Map<String, Long> phasesMs,
            Map<String, Long> downloadedBytes,
            SortedMap<Long, Long> lagsMs) {
        this.title = title;
        this.phasesMs = new LinkedHashMap<>(phasesMs);
        this.downloadedBytes = new LinkedHashMap<>(downloadedBytes);
        this.lagsMs = new TreeMap<>(lagsMs);
    }

    /** What happened to the job. */
    public String title() {
        return title;
    }

    /** How long each one took, in their order. */
    public Map<String, Long> phasesMs() {
        return new LinkedHashMap<>(phasesMs);
    }

    /** How old the last record was that the job had taken, by times of the wall clock. */
    public SortedMap<Long, Long> lagsMs() {
        return new TreeMap<>(lagsMs);
    }

    /** By what the objects are for. */
    public Map<String, Long> downloadedBytes() {
        return new LinkedHashMap<>(downloadedBytes);
    }
}
