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
package io.flinkgic.tools.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One part of the document: the classes of a run, and the reasons of what did not pass. */
final class ConformanceTable {

    private final Map<String, List<TestResult>> byClass = new TreeMap<>();

    private final Map<String, String> byDesign;

    /**
     * @param byDesign tests that have to fail, as {@code Class#name}, and why
     */
    ConformanceTable(List<TestResult> results, Map<String, String> byDesign) {
        this.byDesign = Map.copyOf(byDesign);
        results.forEach(
                result ->
                        byClass.computeIfAbsent(result.className(), name -> new ArrayList<>())
                                .add(result));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| class | tests | passed | failed | skipped | seconds |");
        lines.add("|---|---|---|---|---|---|");
        byClass.forEach((name, results) -> lines.add(row("`" + name + "`", results)));
        lines.add(row("all", all()));
        List<TestResult> others =
                all().stream()
                        .filter(result -> result.outcome() != TestResult.Outcome.PASSED)
                        .collect(Collectors.toList());
        if (!others.isEmpty()) {
            lines.add("");
        }
        others.forEach(result -> lines.add(reason(result)));
        return lines;
    }

    /** Whether a test failed that should not, or did not that should. */
    boolean hasFailures() {
        return all().stream()
                .anyMatch(
                        result ->
                                (result.outcome() == TestResult.Outcome.FAILED)
                                        != byDesign.containsKey(name(result)));
    }

    private List<TestResult> all() {
        return byClass.values().stream().flatMap(List::stream).collect(Collectors.toList());
    }

    private static String row(String title, List<TestResult> results) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %.0f |",
                title,
                results.size(),
                count(results, TestResult.Outcome.PASSED),
                count(results, TestResult.Outcome.FAILED),
                count(results, TestResult.Outcome.SKIPPED),
                results.stream().mapToDouble(TestResult::seconds).sum());
    }

    private static long count(List<TestResult> results, TestResult.Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    private String reason(TestResult result) {
        String outcome = result.outcome().name().toLowerCase(Locale.ROOT);
        if (byDesign.containsKey(name(result))) {
            return String.format(
                    "- %s by design: `%s`: %s", outcome, name(result), byDesign.get(name(result)));
        }
        return String.format(
                "- %s: `%s`: %s",
                outcome,
                name(result),
                result.reason()
                        .flatMap(text -> text.lines().findFirst())
                        .orElse("the test says no reason"));
    }

    private static String name(TestResult result) {
        return result.className().substring(result.className().lastIndexOf('.') + 1)
                + "#"
                + result.name();
    }
}
