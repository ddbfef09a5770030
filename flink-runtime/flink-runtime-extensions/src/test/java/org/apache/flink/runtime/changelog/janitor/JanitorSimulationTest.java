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
package org.apache.flink.runtime.changelog.janitor;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Fresh histories in every run. A failing one says how to replay it. */
final class JanitorSimulationTest {

    private static final int SEEDS = Integer.getInteger("janitor.seeds", 200);

    @Test
    void noJanitorDeletesWhatACheckpointNeedsAndNothingUnneededIsLeftInTheEnd() {
        long first = firstSeed();
        long completed = 0;
        long deleted = 0;
        long shared = 0;
        long again = 0;
        long abandoned = 0;
        long left = 0;
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                JanitorHistory history = run(seed);
                completed += history.completedCheckpoints();
                deleted += history.deletedFiles();
                shared += history.hasOther() ? 1 : 0;
                abandoned += history.abandoned();
                left += history.abandonedAndLeft();
                again += history.hasStartedAgain() ? 1 : 0;
            } catch (Throwable t) {
                throw new AssertionError(
                        String.format(
                                "replay with: mvn verify -pl flink-runtime/flink-runtime-extensions"
                                        + " -am -Dsurefire.failIfNoSpecifiedTests=false"
                                        + " -Dtest=JanitorSimulationTest -Dseed=%d"
                                        + " -Djanitor.seeds=1",
                                seed),
                        t);
            }
        }
        System.out.printf(
                "%d histories from seed %d, %d with two runs of one job id, %d with a claimed run"
                        + " that is started again: %d complete checkpoints, %d files deleted, %d"
                        + " checkpoints abandoned, of which %d are left%n",
                SEEDS, first, shared, again, completed, deleted, abandoned, left);
        assertThat(completed).as("complete checkpoints").isGreaterThan(SEEDS * 50L);
        assertThat(shared).as("histories with two runs").isGreaterThan(SEEDS / 5L);
        assertThat(again).as("histories with a claimed run that lives").isGreaterThan(SEEDS / 40L);
        assertThat(abandoned).as("abandoned checkpoints").isGreaterThan(SEEDS / 4L);
        // Some lists lack the file by whose time the janitor goes, until that is gone.
        assertThat(left).as("abandoned checkpoints left").isLessThan(abandoned / 3);
        assertThat(deleted).as("files deleted").isGreaterThan(SEEDS * 10L);
    }

    @Test
    void oneSeedGivesOneHistory() {
        for (long seed = 1; seed <= 5; seed++) {
            JanitorHistory once = JanitorHistory.run(seed);
            JanitorHistory again = JanitorHistory.run(seed);

            assertThat(again.events()).isEqualTo(once.events());
            assertThat(again.deletedFiles()).isEqualTo(once.deletedFiles());
        }
    }

    private static JanitorHistory run(long seed) {
        return assertTimeoutPreemptively(Duration.ofMinutes(1), () -> JanitorHistory.run(seed));
    }

    private static long firstSeed() {
        String given = System.getProperty("seed", "");
        return given.matches("-?\\d+") ? Long.parseLong(given) : new Random().nextInt(1 << 30);
    }
}
