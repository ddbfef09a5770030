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

import io.flinkgic.benchmarks.runs.Figure;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.List;
import java.util.stream.Collectors;

/** A change that the design document reports beside the same change here. Immutable. */
final class DocumentedRow {

    private final DocumentedChange documented;
    private final String unit;
    private final Sample compared;
    private final Sample base;

    /**
     * @param runs of the experiment
     */
    DocumentedRow(DocumentedChange documented, List<RunRecord> runs) {
        this.documented = documented;
        List<RunRecord> ofSubject =
                runs.stream()
                        .filter(run -> run.subject().equals(documented.subject()))
                        .collect(Collectors.toList());
        this.unit =
                ofSubject.stream()
                        .flatMap(run -> run.figures().stream())
                        .filter(figure -> figure.name().equals(documented.figure()))
                        .map(Figure::unit)
                        .findFirst()
                        .orElse("");
        this.compared = sample(documented.variants().compared(), ofSubject);
        this.base = sample(documented.variants().base(), ofSubject);
    }

    private Sample sample(String variant, List<RunRecord> runs) {
        return Sample.of(
                documented.figure(),
                runs.stream()
                        .filter(run -> run.variant().equals(variant))
                        .collect(Collectors.toList()));
    }

    String subject() {
        return documented.subject();
    }

    String figure() {
        return documented.figure();
    }

    String compared() {
        return documented.variants().compared();
    }

    String base() {
        return documented.variants().base();
    }

    String document() {
        return Numbers.percent(documented.percent());
    }

    String text() {
        return documented.text();
    }

    /** The change of the medians, or why there is none. */
    String here() {
        if (compared.isEmpty() || base.isEmpty()) {
            return "not measured";
        }
        if (compared.median().isEmpty() || base.median().isEmpty()) {
            return "no valid run";
        }
        double from = base.median().getAsDouble();
        return from == 0
                ? "none, from 0"
                : Numbers.percent(100 * (compared.median().getAsDouble() / from - 1));
    }

    boolean measured() {
        return compared.median().isPresent() && base.median().isPresent();
    }

    String comparedMedian() {
        return Numbers.text(compared.median().orElseThrow());
    }

    String baseMedian() {
        return Numbers.text(base.median().orElseThrow());
    }

    String unit() {
        return unit;
    }
}
