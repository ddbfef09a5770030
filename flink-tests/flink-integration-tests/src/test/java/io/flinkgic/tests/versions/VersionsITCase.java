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

import org.apache.flink.changelog.format.SegmentFormat;
import org.apache.flink.configuration.Configuration;

import io.flinkgic.tests.RepositoryRoot;
import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.FixtureRun;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checkpoints and savepoints that earlier versions of this project wrote are restored, and go on as
 * if nothing had happened. Each folder of {@code src/test/fixtures} is what one version wrote: one
 * folder for each {@link Fixture}, the versions of its formats, and the final state of the job.
 * None of it is ever written again.
 *
 * <p>With {@code -Dfixtures.write=NAME} this test writes such a folder.
 */
@Timeout(180)
class VersionsITCase {

    private static final Path VERSIONS =
            RepositoryRoot.find().resolve("flink-tests/flink-integration-tests/src/test/fixtures");

    private static final String FORMATS = "formats";
    private static final String EXPECTED = "expected";

    @TempDir private static Path directory;
    @AutoClose private static ChangelogCluster cluster;

    @BeforeAll
    static void startCluster() throws Exception {
        FixtureFileSystem.mount("versions", VERSIONS);
        cluster =
                ChangelogCluster.start(
                        ChangelogCluster.withoutMaterialization(directory, "hashmap"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("allFixtures")
    void whatAnEarlierVersionWroteGoesOn(String version, Fixture fixture) throws Exception {
        Path written = VERSIONS.resolve(version).resolve(fixture.folder());
        List<Path> before = FixtureWriter.files(written);
        String restore = Files.readString(written.resolve(FixtureWriter.RESTORE)).trim();
        List<String> expected = Files.readAllLines(VERSIONS.resolve(version).resolve(EXPECTED));
        Configuration job =
                fixture.configuration(directory.resolve(fixture.folder()).toUri().toString());
        // As it was written, and rescaled.
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
            try (FixtureRun run = FixtureRun.restore(cluster, job, parallelism, restore)) {
                run.runTo(Fixture.LEFT_AT, Fixture.LEFT_AT + 20);
                run.job().checkpoint();
                assertThat(run.finish()).isEqualTo(expected);
            }
        }
        assertThat(FixtureWriter.files(written)).as("nothing was touched").isEqualTo(before);
    }

    /** A format of another version than any fixture has needs one. */
    @Test
    void thereAreFixturesOfTheFormatsThatAreWrittenNow() throws Exception {
        String name = System.getProperty("fixtures.write", "");
        String formats =
                name.isEmpty()
                        ? write(EnumSet.of(Fixture.HASHMAP_LOG), directory.resolve("written"))
                        : write(EnumSet.allOf(Fixture.class), VERSIONS.resolve(name));
        assertThat(formats)
                .contains("batch " + SegmentFormat.VERSION, "segment " + SegmentFormat.VERSION)
                .contains("change record ", "owner marker ");
        List<String> known = new ArrayList<>();
        for (String version : folders(VERSIONS)) {
            known.add(Files.readString(VERSIONS.resolve(version).resolve(FORMATS)));
        }
        assertThat(known)
                .as("formats of fixtures; CONTRIBUTING.md says how to add one")
                .contains(formats);
    }

    /** What the job comes to today is what it came to when the fixtures were written. */
    @Test
    void theJobOfTheFixturesIsStillTheSame() throws Exception {
        List<String> today = undisturbed();
        assertThat(today).hasSizeGreaterThan(200);
        for (String version : folders(VERSIONS)) {
            assertThat(Files.readAllLines(VERSIONS.resolve(version).resolve(EXPECTED)))
                    .isEqualTo(today);
        }
    }

    @Test
    void eachVersionHasAFixtureOfEachKind() throws Exception {
        assertThat(folders(VERSIONS)).isNotEmpty();
        for (String version : folders(VERSIONS)) {
            assertThat(folders(VERSIONS.resolve(version))).hasSizeGreaterThanOrEqualTo(11);
        }
    }

    /** Returns the versions of the formats. */
    private static String write(Set<Fixture> fixtures, Path version) throws Exception {
        assertThat(version).as("a version is written once").doesNotExist();
        String parent = version.getParent().equals(VERSIONS) ? "versions" : "elsewhere";
        String uri = FixtureFileSystem.mount(parent, version.getParent());
        FixtureWriter writer = new FixtureWriter(uri + "/" + version.getFileName());
        for (Fixture fixture : fixtures) {
            writer.write(fixture);
        }
        String formats = FormatVersions.in(version.resolve(Fixture.HASHMAP_LOG.folder()));
        Files.writeString(version.resolve(FORMATS), formats);
        Files.write(version.resolve(EXPECTED), undisturbed());
        return formats;
    }

    private static List<String> undisturbed() throws Exception {
        Configuration job = ChangelogCluster.withoutChangelog(directory);
        try (FixtureRun run = FixtureRun.start(cluster, job)) {
            return run.finish();
        }
    }

    static Stream<Arguments> allFixtures() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (String version : folders(VERSIONS)) {
            for (String fixture : folders(VERSIONS.resolve(version))) {
                all.add(Arguments.of(version, Fixture.ofFolder(fixture)));
            }
        }
        return all.stream();
    }

    private static List<String> folders(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
