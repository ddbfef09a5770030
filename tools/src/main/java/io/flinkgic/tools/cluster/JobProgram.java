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
package io.flinkgic.tools.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A job as it is called: which class of which jar, and with which arguments. Immutable. */
public final class JobProgram {

    private final String mainClass;
    private final Path jar;
    private final int parallelism;
    private final List<String> arguments;

    /**
     * @param parallelism of the job by default
     * @param arguments of the job itself
     */
    public JobProgram(String mainClass, Path jar, int parallelism, List<String> arguments) {
        this.mainClass = mainClass;
        this.jar = jar;
        this.parallelism = parallelism;
        this.arguments = List.copyOf(arguments);
    }

    /** The same with more arguments. */
    public JobProgram with(List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new JobProgram(mainClass, jar, parallelism, all);
    }

    /**
     * For {@code flink run}.
     *
     * @param options of the client
     */
    List<String> runArguments(List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(
                List.of(
                        "--parallelism",
                        Integer.toString(parallelism),
                        "--class",
                        mainClass,
                        jar.toString()));
        all.addAll(arguments);
        return all;
    }

    /** For {@code standalone-job.sh}. */
    List<String> applicationArguments(String jobId) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                // Any number of jars: another option of Flink must follow.
                                "--jars",
                                "local://" + jar,
                                "--job-id",
                                jobId,
                                "-Dparallelism.default=" + parallelism,
                                "--job-classname",
                                mainClass));
        all.addAll(arguments);
        return all;
    }
}
