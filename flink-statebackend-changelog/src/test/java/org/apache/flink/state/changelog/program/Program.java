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
package org.apache.flink.state.changelog.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Steps, and the job that they begin with. Its text is one line for the job, such as {@code job
 * rocksdb parallelism 2 retained 1 inline}, and one for each step. Immutable.
 */
final class Program {

    /** How a job is set up. Immutable. */
    static final class Job {

        final boolean rocksDb;
        final int parallelism;
        final int retained;

        /** Whether a few changes travel in the handle. */
        final boolean inline;

        Job(boolean rocksDb, int parallelism, int retained, boolean inline) {
            this.rocksDb = rocksDb;
            this.parallelism = parallelism;
            this.retained = retained;
            this.inline = inline;
        }

        static Job parse(String line) {
            List<String> words = Arrays.asList(line.trim().split(" +"));
            return new Job(
                    words.get(1).equals("rocksdb"),
                    Integer.parseInt(words.get(3)),
                    Integer.parseInt(words.get(5)),
                    words.contains("inline"));
        }

        @Override
        public String toString() {
            return String.format(
                    "job %s parallelism %d retained %d%s",
                    rocksDb ? "rocksdb" : "heap", parallelism, retained, inline ? " inline" : "");
        }
    }

    private final Job job;
    private final List<Step> steps;

    Program(Job job, List<Step> steps) {
        this.job = job;
        this.steps = Collections.unmodifiableList(new ArrayList<>(steps));
    }

    /** Reads the text of a program; lines that begin with # say something about it. */
    static Program parse(List<String> lines) {
        List<String> content =
                lines.stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .collect(Collectors.toList());
        return new Program(
                Job.parse(content.get(0)),
                content.stream().skip(1).map(Step::parse).collect(Collectors.toList()));
    }

    Job job() {
        return job;
    }

    List<Step> steps() {
        return steps;
    }

    Program withSteps(List<Step> others) {
        return new Program(job, others);
    }

    Program withJob(Job other) {
        return new Program(other, steps);
    }

    @Override
    public String toString() {
        return job + "\n" + steps.stream().map(Objects::toString).collect(Collectors.joining("\n"));
    }
}
