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
package io.flinkgic.benchmarks.experiment;

import io.flinkgic.benchmarks.workload.Workload;

import java.time.Duration;

/** The jobs that several experiments share. */
final class Jobs {

    static final int WORD_BYTES = 32;

    /** A fraction of what two processors manage: the job is never behind by itself. */
    private static final int WORDS_PER_SECOND = 20_000;

    private static final int WINDOW_KEYS = 1_000;
    private static final int WINDOWED_PER_SECOND = 2_000;
    private static final Duration SLIDE = Duration.ofSeconds(1);

    private Jobs() {}

    static Workload wordCount(Profile profile) {
        return Workload.wordCount(profile.keys(), WORD_BYTES, WORDS_PER_SECOND);
    }

    /**
     * @param windows that each record is in
     */
    static Workload slidingWindow(int windows) {
        return Workload.slidingWindow(
                WINDOW_KEYS, WINDOWED_PER_SECOND, SLIDE.multipliedBy(windows), SLIDE);
    }
}
