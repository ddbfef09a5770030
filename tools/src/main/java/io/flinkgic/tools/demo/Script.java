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
package io.flinkgic.tools.demo;

import io.flinkgic.tools.stage.LocalCluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** What is to happen, decided before it begins: the same seed gives the same script. */
final class Script {

    private static final int JITTER_MS = 2000;

    private final Path input;
    private final int recordsPerSecond;
    private final Duration actLength;
    private final int victim;
    private final Duration untilKill;

    /**
     * @param input the text to count
     * @param actLength how long the job runs before the kill, at least, and after the recovery
     * @param seed decides which TaskManager is killed, and how long after the first act
     */
    Script(Path input, int recordsPerSecond, Duration actLength, long seed) {
        this.input = input;
        this.recordsPerSecond = recordsPerSecond;
        this.actLength = actLength;
        Random random = new Random(seed);
        this.victim = 1 + random.nextInt(LocalCluster.TASK_MANAGERS);
        this.untilKill = actLength.plusMillis(random.nextInt(JITTER_MS));
    }

    Path input() {
        return input;
    }

    int recordsPerSecond() {
        return recordsPerSecond;
    }

    /** Which TaskManager is killed, from 1. */
    int victim() {
        return victim;
    }

    /** How long the job runs before the kill. */
    Duration untilKill() {
        return untilKill;
    }

    /** How long the job runs after its recovery. */
    Duration afterRecovery() {
        return actLength;
    }
}
