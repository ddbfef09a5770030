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
package io.flinkgic.benchmarks.runs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunRecordTest {

    @TempDir private Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        RunRecord run =
                builder("off, rarely")
                        .environment("machine", "2 × \"cores\"\n24 GiB")
                        .environment("load before", "0.10")
                        .configuration(Map.of("execution.checkpointing.interval", "1 s"))
                        .figure("duration, p50", "ms", 0.1 + 0.2)
                        .figure("amplification", "", -1e-300)
                        .point("lag", "records", -1, 5)
                        .point("duration", "ms", 0, 1)
                        .point("lag", "records", 0.5, 1e18)
                        .flaw("restarted once")
                        .flaw("lost <b>3</b> records")
                        .build();

        run.write(folder);

        assertThat(RunRecord.read(onlyFile())).usingRecursiveComparison().isEqualTo(run);
        assertThat(RunRecord.read(onlyFile()).figures())
                .extracting(Figure::name)
                .containsExactly("duration, p50", "amplification");
    }

    @Test
    void theFileIsNamedAfterTheRun() throws IOException {
        builder("../off, rarely").build().write(folder.resolve("new/folder"));

        assertThat(folder.resolve("new/folder/speed-Word_Count-_off_rarely-2.json")).exists();
    }

    @Test
    void anotherRunIsNotReplaced() throws IOException {
        builder("a b").build().write(folder);

        assertThatThrownBy(() -> builder("a+b").build().write(folder))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(RunRecord.read(onlyFile()).variant()).isEqualTo("a b");
    }

    @Test
    void aRunWithFlawsIsNotValid() {
        assertThat(builder("ours").build().valid()).isTrue();
        assertThat(builder("ours").flaw("restarted").build().valid()).isFalse();
    }

    @Test
    void whatIsNoRecordIsRefusedWithItsFile() throws IOException {
        builder("ours").figure("records", "", 1).point("lag", "", 0, 1).build().write(folder);
        String good = Files.readString(onlyFile());

        for (String bad :
                List.of(
                        "",
                        "[]",
                        good.replace("\"version\" : 1", "\"version\" : 2"),
                        good.replace("\"round\"", "\"around\""),
                        good.replace("\"ours\"", "\"\""),
                        good.replace("\"value\" : 1.0", "\"value\" : \"NaN\""),
                        good.replaceAll("\\[ 0.0, 1.0 ]", "[ 0.0 ]"),
                        good.substring(0, good.length() / 2))) {
            assertThat(bad).isNotEqualTo(good);
            Path file = Files.writeString(folder.resolve("bad.json"), bad);
            assertThatThrownBy(() -> RunRecord.read(file))
                    .as(bad)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bad.json is no record of a run");
        }
    }

    @Test
    void whatIsSaidTwiceIsRefused() {
        RunRecord.Builder run =
                builder("ours")
                        .figure("records", "", 1)
                        .environment("load", "1")
                        .point("a", "s", 5, 1);

        assertThatThrownBy(() -> run.figure("records", "", 2))
                .hasMessageContaining("two of records");
        assertThatThrownBy(() -> run.environment("load", "2")).hasMessageContaining("two of load");
        assertThatThrownBy(() -> run.point("a", "ms", 6, 1)).hasMessage("a: in s, and in ms");
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> builder("ours").figure("ratio", "", value))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> builder("ours").point("lag", "", 1, value))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void pointsAreInOrderAndMayShareASecond() {
        RunRecord.Builder run = builder("ours").point("a", "s", 1, 1).point("a", "s", 1, 2);

        assertThat(run.build().series()).hasSize(1);
        assertThatThrownBy(() -> run.point("a", "s", 0.5, 1).build())
                .hasMessage("a: second 0.5 comes after second 1.0");
    }

    private static RunRecord.Builder builder(String variant) {
        return new RunRecord.Builder("speed", "Word Count", variant, 2);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.collect(Collectors.toList());
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
