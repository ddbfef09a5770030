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
package io.flinkgic.tools.chaos;

import io.flinkgic.tools.leftovers.FileKind;
import io.flinkgic.tools.leftovers.Orphans;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.CheckpointRecord;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was seen of one variant, filled while it runs; used by one thread. */
final class ChaosResult {

    private static final int SHOWN = 10;

    private final Variant variant;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<Long> recoveriesMs = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();

    private List<CheckpointHistory> histories = List.of();
    private Orphans beforeLease = new Orphans(Map.of());
    private Orphans afterLease = new Orphans(Map.of());
    private Optional<OutputReport> output = Optional.empty();

    ChaosResult(Variant variant) {
        this.variant = variant;
    }

    Variant variant() {
        return variant;
    }

    void struck(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    void recovered(long afterMs) {
        recoveriesMs.add(afterMs);
    }

    void demand(boolean seen, String shortcoming) {
        if (!seen) {
            findings.add(shortcoming);
        }
    }

    /**
     * @param all of each job there was
     */
    void checkpoints(List<CheckpointHistory> all) {
        histories = List.copyOf(all);
    }

    void orphansBeforeLease(Orphans orphans) {
        beforeLease = orphans;
    }

    void orphansAfterLease(Orphans orphans) {
        afterLease = orphans;
        demand(
                orphans.none() || variant != Variant.ours,
                "no orphan, but there are such as " + orphans.largest(SHOWN));
    }

    void output(OutputReport report) {
        output = Optional.of(report);
        demand(report.exactlyOnce(), "exactly once, but " + report.firstMismatches());
    }

    boolean success() {
        return findings.isEmpty() && output.isPresent();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        long failed =
                histories.stream()
                        .flatMap(history -> history.all().stream())
                        .filter(record -> record.status() == CheckpointRecord.Status.FAILED)
                        .count();
        lines.add(String.format("%-6s faults %s", variant, faults));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-6s %d recoveries, the longest %.1f s, on average %.1f s;"
                                + " %d checkpoints completed, %d failed",
                        variant,
                        recoveriesMs.size(),
                        recoveriesMs.stream().mapToLong(Long::longValue).max().orElse(0) / 1000.0,
                        recoveriesMs.stream().mapToLong(Long::longValue).average().orElse(0) / 1000,
                        histories.stream().mapToInt(it -> it.completed().size()).sum(),
                        failed));
        lines.add(
                String.format(
                        "%-6s %-10s %24s %24s",
                        variant, "orphans", "before the lease", "after the lease"));
        for (FileKind kind : FileKind.values()) {
            lines.add(
                    row(
                            kind.folder(),
                            size(beforeLease.files(kind), beforeLease.bytes(kind)),
                            size(afterLease.files(kind), afterLease.bytes(kind))));
        }
        lines.add(
                row(
                        "all",
                        size(beforeLease.files(), beforeLease.bytes()),
                        size(afterLease.files(), afterLease.bytes())));
        findings.forEach(finding -> lines.add(variant + ": demanded, not seen: " + finding));
        output.ifPresent(
                report ->
                        lines.add(
                                String.format(
                                        "%-6s %d rows of %d keys, verdict: %s",
                                        variant,
                                        report.rows(),
                                        report.keys(),
                                        report.exactlyOnce()
                                                ? "exactly once"
                                                : "NOT exactly once: "
                                                        + report.totalMismatches()
                                                        + " mismatches")));
        return lines;
    }

    private String row(String kind, String before, String after) {
        return String.format("%-6s %-10s %24s %24s", variant, kind, before, after);
    }

    private static String size(long files, long bytes) {
        return files + " files, " + bytes + " B";
    }
}
