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
package io.flinkgic.examples;

import org.apache.flink.api.java.utils.ParameterTool;

import io.flinkgic.examples.replay.SplitRanges;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job's command line, read strictly: each error names the job and the option, and an option that
 * nobody asked for is an error.
 */
final class JobOptions {

    /** What Flink's parser stores for an option that stands alone. */
    private static final String NO_VALUE = "__NO_VALUE_KEY";

    private static final String SPLITS = "splits";

    private final String job;
    private final ParameterTool parameters;
    private final Set<String> known = new TreeSet<>();

    private JobOptions(String job, ParameterTool parameters) {
        this.job = job;
        this.parameters = parameters;
    }

    static JobOptions of(String job, String... args) {
        try {
            return new JobOptions(job, ParameterTool.fromArgs(args));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(job + ": " + e.getMessage(), e);
        }
    }

    String required(String option) {
        return optional(option)
                .orElseThrow(
                        () -> new IllegalArgumentException(job + ": --" + option + " is missing"));
    }

    Optional<String> optional(String option) {
        known.add(option);
        if (!parameters.has(option)) {
            return Optional.empty();
        }
        String value = parameters.get(option);
        if (value.isEmpty() || value.equals(NO_VALUE)) {
            throw new IllegalArgumentException(job + ": --" + option + " needs a value");
        }
        return Optional.of(value);
    }

    long number(String option, long defaultValue) {
        return numberIfGiven(option).orElse(defaultValue);
    }

    long atLeast(long minimum, String option, long defaultValue) {
        long value = number(option, defaultValue);
        if (value < minimum) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: --%s must be at least %d, not %d", job, option, minimum, value));
        }
        return value;
    }

    int intAtLeast(int minimum, String option, int defaultValue) {
        long value = atLeast(minimum, option, defaultValue);
        if (value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    job + ": --" + option + " must be at most " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    /**
     * The ranges of a source, bounded if {@code --records} was given.
     *
     * @param subtasks as many splits, without {@code --splits}
     */
    SplitRanges ranges(int subtasks) {
        int splits = intAtLeast(1, SPLITS, subtasks);
        boolean bounded = optional("records").isPresent();
        return bounded
                ? SplitRanges.bounded(splits, atLeast(1, "records", 1))
                : SplitRanges.unbounded(splits);
    }

    /**
     * How many subtasks a source may ever have. With {@code --splits} each has a split at first:
     * reactive mode would start more, or fewer.
     *
     * @param otherwise that of the job
     */
    int sourceMaxParallelism(int otherwise) {
        return intAtLeast(1, SPLITS, otherwise);
    }

    /** Call it after the last option was read. */
    void rejectUnknown() {
        for (String given : new TreeSet<>(parameters.toMap().keySet())) {
            if (!known.contains(given)) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s: --%s is unknown or does not go with the other options;"
                                        + " possible are --%s",
                                job, given, String.join(", --", known)));
            }
        }
    }

    private Optional<Long> numberIfGiven(String option) {
        return optional(option).map(text -> parse(option, text));
    }

    private long parse(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    job + ": --" + option + " must be a whole number, not '" + text + "'", e);
        }
    }
}
