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

import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import io.flinkgic.benchmarks.observe.Observed;
import io.flinkgic.benchmarks.observe.Sample;
import io.flinkgic.benchmarks.process.ProcessUsage;
import io.flinkgic.benchmarks.runs.RunRecord;

import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** What processor and network must be made for. */
final class ResourceFigures {

    /** Flink's names of their threads. */
    private static final Pattern TASK = Pattern.compile(".*\\(\\d+/\\d+\\)#\\d+");

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
        addWhose(seen.usage(), run);
        for (Sample sample : seen.samples()) {
            run.point("processors", "", second(seen, sample), processors(sample));
        }
        seen.store()
                .perSecond()
                .keySet()
                .forEach(
                        second ->
                                run.point(
                                        "network",
                                        "MB/s",
                                        second - seen.fromMs() / 1e3,
                                        megabytes(seen, second)));
    }

    /** Of Java threads that are there at the end. */
    private static void addWhose(ProcessUsage usage, RunRecord.Builder run) {
        double nanos = usage.uptimeMs() * 1e6;
        double all = usage.cpuMs() * 1e6;
        double java = usage.cpuNanos("");
        double tasks = usage.cpuNanos(TASK.asMatchPredicate());
        run.figure("processors, tasks and sources", "", tasks / nanos);
        run.figure("processors, other Java threads", "", (java - tasks) / nanos);
        run.figure("processors, RocksDB, collector, compiler", "", (all - java) / nanos);
    }

    static double second(Observed seen, Sample sample) {
        return (sample.endedMs() - seen.fromMs()) / 1e3;
    }

    private static double processors(Sample sample) {
        return sample.cpuMs() / 1e3 / sample.seconds();
    }

    /** Nothing happened in a second that the store does not know. */
    private static double megabytes(Observed seen, long second) {
        StoreCounts counts = seen.store().perSecond().get(second);
        return counts == null
                ? 0
                : (StoreFigures.uploaded(counts) + StoreFigures.downloaded(counts))
                        / CheckpointFigures.MEGA;
    }
}
