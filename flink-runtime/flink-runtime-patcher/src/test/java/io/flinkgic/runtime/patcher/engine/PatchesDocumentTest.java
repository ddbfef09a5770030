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
package io.flinkgic.runtime.patcher.engine;

import org.apache.flink.runtime.patch.PatchReport;

import io.flinkgic.runtime.patcher.patches.RuntimePatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/patches.md} has each patch, with its size as it is and a test that exists. */
class PatchesDocumentTest {

    private static final Pattern ROW = Pattern.compile("\\| `(\\w+Patch)` \\|.*");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @TempDir private Path folder;

    static List<RuntimePatch> patches() {
        return RuntimePatches.all();
    }

    @ParameterizedTest
    @MethodSource("patches")
    void hasARowWithTheSizeOfThePatch(RuntimePatch patch) throws Exception {
        String expected = expectedBeginning(patch);
        assertThat(rows())
                .as("a row that begins with: %s", expected)
                .filteredOn(row -> row.startsWith(expected))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("patches")
    void namesATestOfThePatchedRuntimeThatExists(RuntimePatch patch) throws Exception {
        String row =
                rows().stream()
                        .filter(it -> it.startsWith("| `" + name(patch) + "` |"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no row of " + name(patch)));
        Matcher test = TEST.matcher(row);
        assertThat(test.find()).as(row).isTrue();
        Path tests = root().resolve("flink-runtime/flink-runtime-patched/src/test/java");
        List<Path> sources;
        try (Stream<Path> files = Files.walk(tests)) {
            sources =
                    files.filter(file -> file.endsWith(test.group(1) + ".java"))
                            .collect(Collectors.toList());
        }
        assertThat(sources).as(test.group(1)).hasSize(1);
        assertThat(Files.readString(sources.get(0))).contains("void " + test.group(2) + "(");
    }

    @Test
    void hasNoRowMore() throws IOException {
        assertThat(rows())
                .extracting(
                        row -> {
                            Matcher name = ROW.matcher(row);
                            return name.matches() ? name.group(1) : row;
                        })
                .containsExactlyInAnyOrderElementsOf(
                        patches().stream()
                                .map(PatchesDocumentTest::name)
                                .collect(Collectors.toList()));
    }

    /** All of a row but the test, as the patch says it. */
    private String expectedBeginning(RuntimePatch patch) throws Exception {
        PatchTarget target = patch.target();
        byte[] before = RuntimeJarFile.classFile(target.className());
        Map<String, Integer> instructionsBefore = InstructionCount.byMethod(before);
        Map<String, Integer> instructionsAfter = InstructionCount.byMethod(applied(patch));
        String method = target.methodName() + target.descriptor();
        Map<String, Integer> others = new TreeMap<>(instructionsAfter);
        others.put(method, instructionsBefore.get(method));
        assertThat(others).as("methods of the class but the target").isEqualTo(instructionsBefore);
        return String.format(
                "| `%s` | `%s` | %s | 1 method: %d → %d instructions | ",
                name(patch),
                target.label(),
                patch.reason(),
                instructionsBefore.get(method),
                instructionsAfter.get(method));
    }

    private byte[] applied(RuntimePatch patch) throws IOException, URISyntaxException {
        String className = patch.target().className();
        Path file = new RuntimeJarFile().with(className).write(folder.resolve("runtime.jar"));
        Path extensions =
                Path.of(
                        PatchReport.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (RuntimeJar runtime = new RuntimeJar(file)) {
            PatchEngine engine =
                    new PatchEngine(
                            runtime,
                            ExtensionClasses.read(extensions),
                            PatchesDocumentTest.class.getClassLoader());
            return engine.apply(List.of(patch)).get(className);
        }
    }

    private static String name(RuntimePatch patch) {
        return patch.getClass().getSimpleName();
    }

    private static List<String> rows() throws IOException {
        try (Stream<String> lines = Files.lines(root().resolve("docs/patches.md"))) {
            return lines.filter(line -> line.startsWith("| `")).collect(Collectors.toList());
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
