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
package io.flinkgic.tests.versions;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;

import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.FixtureRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From stock Flink and back, by savepoints, with stock's own jars in a process of its own. Its
 * checkpoints come over as long as they have no log.
 */
@Timeout(180)
class StockITCase {

    @TempDir private static Path directory;
    @AutoClose private static ChangelogCluster cluster;
    private static List<String> expected;
    private static List<String> left;

    @BeforeAll
    static void leaveWithStock() throws Exception {
        Path stock = Files.createDirectories(directory.resolve("stock"));
        StockProcess.run("write", stock);
        left = Files.readAllLines(stock.resolve(StockRuns.LEFT));
        cluster = ChangelogCluster.start(job("hashmap", true));
        Configuration undisturbed = ChangelogCluster.withoutChangelog(directory);
        try (FixtureRun run = FixtureRun.start(cluster, undisturbed)) {
            expected = run.finish();
        }
        assertThat(expected).hasSizeGreaterThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "canonical, hashmap, off",
        "canonical, hashmap, filesystem",
        "canonical, rocksdb, off",
        "canonical, rocksdb, filesystem",
        "native, hashmap, off",
        "native, hashmap, filesystem",
        "native, rocksdb, off",
        "native, rocksdb, filesystem",
        "checkpoint, hashmap, off",
        "checkpoint, rocksdb, off",
        "checkpoint, hashmap, materialized",
        "checkpoint, rocksdb, materialized"
    })
    void whatStockLeavesGoesOnWithAChangelog(String kind, String backend, String changelog)
            throws Exception {
        String path = left(kind, backend, changelog);
        try (FixtureRun run = FixtureRun.restore(cluster, job(backend, true), 2, path)) {
            run.runTo(Fixture.LEFT_AT, Fixture.LEFT_AT + 20);
            run.job().checkpoint();
            assertThat(run.finish()).isEqualTo(expected);
        }
    }

    /** Their log cannot be read, so the answer is the way across. */
    @ParameterizedTest
    @CsvSource({
        "hashmap, filesystem, true",
        "hashmap, filesystem, false",
        "rocksdb, filesystem, true",
        "hashmap, memory, true"
    })
    void checkpointsOfStocksChangelogAreRefusedWithTheWayAcross(
            String backend, String changelog, boolean enabled) throws Exception {
        String path = left("checkpoint", backend, changelog);
        try (FixtureRun run = FixtureRun.restore(cluster, job(backend, enabled), 1, path)) {
            assertThat(run.failure())
                    .contains("stock Flink's changelog")
                    .contains("Take a savepoint with stock Flink, canonical or native");
        }
    }

    @Test
    void savepointsOfOursGoOnInStockFlinkAndCheckpointsWithALogDoNot() throws Exception {
        Path stock = Files.createDirectories(directory.resolve("ours"));
        List<String> asked = new ArrayList<>();
        for (Fixture fixture :
                new Fixture[] {
                    Fixture.HASHMAP_CANONICAL,
                    Fixture.HASHMAP_NATIVE,
                    Fixture.ROCKSDB_CANONICAL,
                    Fixture.ROCKSDB_NATIVE
                }) {
            String path = leave(fixture);
            String backend = fixture.folder().replaceFirst("-.*", "");
            asked.add(String.join(" ", fixture.folder() + "-off", backend, "off", path));
            asked.add(String.join(" ", fixture.folder() + "-on", backend, "filesystem", path));
        }
        asked.add("log hashmap filesystem " + leave(Fixture.HASHMAP_LOG));
        Files.write(stock.resolve(StockRuns.ASKED), asked);

        StockProcess.run("restore", stock);

        for (String line : asked.subList(0, asked.size() - 1)) {
            assertThat(Files.readAllLines(stock.resolve(line.split(" ")[0])))
                    .as(line)
                    .isEqualTo(expected);
        }
        assertThat(Files.readAllLines(stock.resolve("log"))).first().isEqualTo(StockRuns.FAILED);
        assertThat(Files.readString(stock.resolve("log"))).contains("BackendRestorerProcedure");
    }

    /** Returns the path of what a run with our changelog has left. */
    private static String leave(Fixture fixture) throws Exception {
        Path written = directory.resolve("written-" + fixture.folder());
        Configuration job = fixture.configuration(written.toUri().toString());
        return FixtureWriter.leave(cluster, fixture, job, written.toUri() + "savepoint");
    }

    private static String left(String kind, String backend, String changelog) {
        String begin = String.join(" ", kind, backend, changelog, "");
        return left.stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static Configuration job(String backend, boolean changelog) {
        Configuration job = ChangelogCluster.withoutMaterialization(directory, backend);
        job.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, changelog);
        return job;
    }
}
