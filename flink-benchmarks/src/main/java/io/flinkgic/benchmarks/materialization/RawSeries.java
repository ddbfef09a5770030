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
package io.flinkgic.benchmarks.materialization;

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes observations as CSV; times count from the beginning of the measured part. */
final class RawSeries {

    /** Shorter ones are the accuracy of timers. */
    private static final double SHORTEST_PAUSE_MS = 5;

    private final Observations seen;

    RawSeries(Observations seen) {
        this.seen = seen;
    }

    /**
     * @param prefix of the files' names
     */
    void write(Path folder, String prefix) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(prefix + "-seconds.csv"), seconds());
        Files.write(folder.resolve(prefix + "-checkpoints.csv"), checkpoints());
        Files.write(folder.resolve(prefix + "-materializations.csv"), materializations());
        Files.write(folder.resolve(prefix + "-pauses.csv"), pauses());
    }

    private List<String> seconds() {
        List<String> lines = new ArrayList<>();
        StringBuilder title = new StringBuilder("second");
        for (ObjectKind kind : ObjectKind.values()) {
            title.append(",uploaded bytes ").append(kind);
        }
        for (ObjectKind kind : ObjectKind.values()) {
            title.append(",objects more ").append(kind);
        }
        for (RequestKind kind : RequestKind.values()) {
            title.append(",requests ").append(kind);
        }
        lines.add(title.toString());
        seen.seconds()
                .forEach(
                        (second, counts) ->
                                lines.add(
                                        second - seen.measured().beginMs() / 1_000 + line(counts)));
        return lines;
    }

    private static String line(StoreCounts counts) {
        StringBuilder line = new StringBuilder();
        for (ObjectKind kind : ObjectKind.values()) {
            line.append(',').append(counts.uploadedBytes(kind));
        }
        for (ObjectKind kind : ObjectKind.values()) {
            line.append(',').append(counts.objects(kind));
        }
        for (RequestKind kind : RequestKind.values()) {
            line.append(',').append(counts.requests(kind));
        }
        return line.toString();
    }

    private List<String> checkpoints() {
        List<String> lines = new ArrayList<>();
        lines.add("id,begin ms,duration ms,completed");
        seen.checkpoints()
                .forEach(
                        checkpoint ->
                                lines.add(
                                        checkpoint.id()
                                                + times(checkpoint.span())
                                                + ','
                                                + checkpoint.completed()));
        return lines;
    }

    private List<String> materializations() {
        List<String> lines = new ArrayList<>();
        lines.add("subtask,begin ms,duration ms,outcome");
        seen.materializations()
                .forEach(one -> lines.add(one.subtask() + times(one.span()) + ',' + one.outcome()));
        return lines;
    }

    private List<String> pauses() {
        List<String> lines = new ArrayList<>();
        lines.add("subtask,end ms,duration ms");
        seen.pauses().stream()
                .filter(pause -> pause.durationMs() >= SHORTEST_PAUSE_MS)
                .forEach(
                        pause ->
                                lines.add(
                                        String.format(
                                                Locale.ROOT,
                                                "%d,%d,%.3f",
                                                pause.subtask(),
                                                pause.endMs() - seen.measured().beginMs(),
                                                pause.durationMs())));
        return lines;
    }

    private String times(Span span) {
        return "," + (span.beginMs() - seen.measured().beginMs()) + ',' + span.durationMs();
    }
}
