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
import io.flinkgic.benchmarks.process.ProcessUsage;
import io.flinkgic.benchmarks.runs.RunRecord;

/** What a record costs a job that takes as many as it can. */
final class ThroughputFigures {

    private ThroughputFigures() {}

    static void add(Observed seen, RunRecord.Builder run) {
        ProcessUsage usage = seen.usage();
        double millions = seen.records() / CheckpointFigures.MEGA;
        if (millions == 0) {
            return;
        }
        run.figure("records per second", "", seen.records() / seen.seconds());
        run.figure("processor time for a million records", "s", usage.cpuMs() / 1e3 / millions);
        run.figure(
                "allocated for a million records",
                "MB",
                usage.allocatedBytes() / CheckpointFigures.MEGA / millions);
        for (Sample sample : seen.samples()) {
            run.point(
                    "records",
                    "1/s",
                    ResourceFigures.second(seen, sample),
                    sample.records() / sample.seconds());
        }
    }
}
