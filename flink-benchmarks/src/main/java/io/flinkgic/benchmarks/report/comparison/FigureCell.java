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
package io.flinkgic.benchmarks.report.comparison;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** What is shown of one figure of one variant. Immutable. */
final class FigureCell {

    private final SubjectSection.Column column;
    private final Sample sample;
    private final DoubleFunction<String> format;
    private final double scale;

    /**
     * @param scale the largest median of the row
     */
    FigureCell(
            SubjectSection.Column column,
            Sample sample,
            DoubleFunction<String> format,
            double scale) {
        this.column = column;
        this.sample = sample;
        this.format = format;
        this.scale = scale;
    }

    int colour() {
        return column.colour();
    }

    String median() {
        return sample.median().isPresent() ? format.apply(sample.median().getAsDouble()) : "\u2013";
    }

    /** None, if all are the same. */
    Optional<String> range() {
        if (sample.size() == 0) {
            return Optional.empty();
        }
        String least = format.apply(sample.counted().get(0));
        String most = format.apply(sample.counted().get(sample.size() - 1));
        String until = sample.counted().get(0) < 0 ? " to " : "\u2013";
        return least.equals(most) ? Optional.empty() : Optional.of(least + until + most);
    }

    /** If it is not what the column says. */
    Optional<Integer> unusualSize() {
        return sample.isEmpty() || sample.size() == column.size()
                ? Optional.empty()
                : Optional.of(sample.size());
    }

    List<String> flawed() {
        return sample.flawed().stream().map(format::apply).collect(Collectors.toUnmodifiableList());
    }

    /** Of the largest median of the row. */
    Optional<String> share() {
        if (scale <= 0 || sample.median().isEmpty() || sample.median().getAsDouble() < 0) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(Locale.ROOT, "%.3f", sample.median().getAsDouble() / scale));
    }
}
