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
package io.flinkgic.tools.job;

import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.LastAttempt;
import io.flinkgic.tools.output.OutputReport;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.Surroundings;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A job without end whose committed output shows whether each record counted exactly once. */
public interface Workload {

    /** For people. */
    String name();

    /** The jar that has the job. */
    default Path jar(BuildProducts products) throws IOException {
        return products.jobs();
    }

    /**
     * Starts what the job needs beside a cluster, before it is submitted. Whoever opens closes it
     * when the job has ended. By default there is nothing.
     */
    default Surroundings open(BuildProducts products, WorkDirectory work)
            throws IOException, InterruptedException {
        return Surroundings.NONE;
    }

    /** Name of the vertex that knows how much it emitted. */
    String sourceVertex();

    /** Whether a vertex may get another parallelism while the job runs. */
    default boolean rescales(String vertex) {
        return true;
    }

    /**
     * How the job is called; the arguments of its surroundings are to be added.
     *
     * @param jar the jar that has the job
     * @param output a directory that the job creates
     */
    JobProgram program(Path jar, Path output);

    /**
     * Judges what a stopped job committed, which its surroundings have collected.
     *
     * @param lastAttempt what the source says, if it was asked
     */
    OutputReport verify(Path output, Optional<LastAttempt> lastAttempt) throws IOException;
}
