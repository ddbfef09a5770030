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
package io.flinkgic.benchmarks.figures;

import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.Sample;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.stream.LongStream;

/** What processor and network must be made for. */
final class ResourceFigures {

    private ResourceFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        new Distribution(seen.samples().stream().mapToDouble(ResourceFigures::processors))
                .addPeakTo(run, "processors", "");
        new Distribution(
                        LongStream.range(
                                        seen.fromMs() / 1_000 + 1,
                                        (long) (seen.fromMs() / 1e3 + seen.seconds()))
                                .mapToDouble(second -> megabytes(seen, second)))
                .addPeakTo(run, "network", "MB/s");
        for (Sample sample : seen.samples()) {
            run.point("processors", "", second(seen, sample), processors(sample));
        }
        seen.store()
                .keySet()
                .forEach(
                        second ->
                                run.point(
                                        "network",
                                        "MB/s",
                                        second - seen.fromMs() / 1e3,
                                        megabytes(seen, second)));
    }

    static double second(Observed seen, Sample sample) {
        return (sample.endedMs() - seen.fromMs()) / 1e3;
    }

    private static double processors(Sample sample) {
        return sample.cpuMs() / 1e3 / sample.seconds();
    }

    /** Nothing happened in a second that the store does not know. */
    private static double megabytes(Observed seen, long second) {
        return seen.store().containsKey(second)
                ? (StoreFigures.uploaded(seen.store().get(second))
                                + StoreFigures.downloaded(seen.store().get(second)))
                        / CheckpointFigures.MEGA
                : 0;
    }
}
