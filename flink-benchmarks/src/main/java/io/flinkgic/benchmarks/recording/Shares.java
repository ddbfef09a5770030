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
package io.flinkgic.benchmarks.recording;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How much each of some names has of all. Belongs to one thread. */
final class Shares {

    private final Map<String, Long> weights = new HashMap<>();
    private long all;

    /**
     * @param names that it belongs to; maybe none, maybe several
     */
    void add(Collection<String> names, long weight) {
        all += weight;
        names.forEach(name -> weights.merge(name, weight, Long::sum));
    }

    /**
     * In Markdown; the largest first.
     *
     * @param of what the shares are shares of
     * @param shown how many at most
     */
    String table(String title, String of, int shown) {
        StringBuilder table = new StringBuilder(1_000);
        table.append(String.format(Locale.ROOT, "\n## %s\n\nOf %,d %s.\n\n", title, all, of));
        table.append("| share | |\n|---:|---|\n");
        weights.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(shown)
                .forEach(
                        one ->
                                table.append(
                                        String.format(
                                                Locale.ROOT,
                                                "| %.1f %% | `%s` |\n",
                                                100.0 * one.getValue() / all,
                                                one.getKey())));
        return table.toString();
    }
}
