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
package io.flinkgic.benchmarks.job;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Medians of all runs of one job, and what each changelog adds to the job without one. */
final class CostTable {

    private CostTable() {}

    static String of(CostSubject subject, Map<CostVariant, List<CostSample>> samples) {
        StringBuilder table = new StringBuilder(subject + ": medians\n");
        CostSample off = CostSample.median(samples.get(CostVariant.OFF));
        CostSample stock = CostSample.median(samples.get(CostVariant.STOCK));
        for (CostSample.Measure measure : CostSample.Measure.values()) {
            double without = off.of(measure);
            double stockAdds = stock.of(measure) - without;
            row(table, measure.title(), "per record", "adds", "of stock's");
            samples.forEach(
                    (variant, runs) -> {
                        double value = CostSample.median(runs).of(measure);
                        double adds = value - without;
                        row(
                                table,
                                "  " + variant,
                                number(value),
                                percent(adds / without),
                                String.format(Locale.ROOT, "%.2f", adds / stockAdds));
                    });
        }
        return table.toString();
    }

    private static void row(StringBuilder table, Object... cells) {
        table.append(String.format(Locale.ROOT, "%-36s%12s%12s%12s%n", cells));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%+.1f%%", 100 * share);
    }
}
