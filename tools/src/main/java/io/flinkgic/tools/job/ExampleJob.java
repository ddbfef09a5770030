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

import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.output.CommittedRows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How a job of the examples that notes its progress is called, and where its output is. */
final class ExampleJob {

    private final String mainClass;
    private final int parallelism;
    private final List<String> options;

    /**
     * @param name of the class
     * @param options of the job, without those about directories
     */
    ExampleJob(String name, int parallelism, Object... options) {
        this.mainClass = "io.flinkgic.examples." + name;
        this.parallelism = parallelism;
        List<String> texts = new ArrayList<>();
        for (Object option : options) {
            texts.add(option.toString());
        }
        this.options = List.copyOf(texts);
    }

    /** As {@link Workload#program}. */
    JobProgram program(Path jobs, Path output) {
        List<String> arguments = new ArrayList<>(options);
        arguments.add("--splits");
        arguments.add(Integer.toString(parallelism));
        arguments.add("--output");
        arguments.add(results(output).toUri().toString());
        arguments.add("--progress");
        arguments.add(progress(output).toUri().toString());
        return new JobProgram(mainClass, jobs, parallelism, arguments);
    }

    static <R> List<R> committedRows(Path output, Function<String, R> parse) throws IOException {
        return CommittedRows.in(results(output), parse);
    }

    static List<ProgressRow> committedProgress(Path output) throws IOException {
        return CommittedRows.in(progress(output), ProgressRow::parse);
    }

    private static Path results(Path output) {
        return output.resolve("results");
    }

    private static Path progress(Path output) {
        return output.resolve("progress");
    }
}
