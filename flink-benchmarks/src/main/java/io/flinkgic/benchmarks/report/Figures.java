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
package io.flinkgic.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Named figures of a run, in order; of what did not happen there are none. Immutable. */
public final class Figures {

    /** In front of the lines by which a process tells its parent. */
    private static final String MARK = "FIGURE ";

    private final Map<String, Double> values;

    private Figures(Map<String, Double> values) {
        this.values = values;
    }

    Set<String> names() {
        return values.keySet();
    }

    public OptionalDouble of(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    public void print() {
        print("");
    }

    /**
     * @param prefix of the names
     */
    public void print(String prefix) {
        values.forEach(
                (name, value) ->
                        System.out.println(
                                String.format(
                                        Locale.ROOT, "%s%.3f %s%s", MARK, value, prefix, name)));
    }

    /** Of each figure by itself. */
    static Figures median(List<Figures> runs) {
        Builder medians = new Builder();
        Map<String, List<Double>> all = new LinkedHashMap<>();
        runs.forEach(
                run ->
                        run.values.forEach(
                                (name, value) ->
                                        all.computeIfAbsent(name, ignored -> new ArrayList<>())
                                                .add(value)));
        all.forEach(
                (name, values) ->
                        medians.percentile(
                                name, 0.5, values.stream().mapToDouble(value -> value).toArray()));
        return medians.build();
    }

    /**
     * The value that is not exceeded by that share of them.
     *
     * @param all at least one
     */
    public static double percentile(double share, double... all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /** Collects them. */
    public static final class Builder {

        private final Map<String, Double> values = new LinkedHashMap<>();

        public Builder put(String name, double value) {
            values.put(name, value);
            return this;
        }

        public Builder count(String name, long value) {
            return put(name, (double) value);
        }

        /** Nothing, if there are no values. */
        public Builder percentile(String name, double share, double... all) {
            return all.length == 0 ? this : put(name, Figures.percentile(share, all));
        }

        /** Takes a line that was printed; false if it is another one. */
        public boolean parse(String line) {
            if (!line.startsWith(MARK)) {
                return false;
            }
            String[] words = line.substring(MARK.length()).split(" ", 2);
            values.put(words[1], Double.valueOf(words[0]));
            return true;
        }

        public Figures build() {
            return new Figures(new LinkedHashMap<>(values));
        }
    }
}
