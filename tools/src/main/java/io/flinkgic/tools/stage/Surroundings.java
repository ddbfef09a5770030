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
package io.flinkgic.tools.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a job needs beside its cluster: where its input comes from while it runs, and where its
 * output goes. For one thread.
 */
public interface Surroundings extends AutoCloseable {

    /** Of a job that makes its input itself, and writes files. */
    Surroundings NONE =
            new Surroundings() {
                @Override
                public List<String> jobArguments() {
                    return List.of();
                }

                @Override
                public void settle() {}

                @Override
                public void collect(Path output) {}

                @Override
                public void close() {}
            };

    /** What the job must be told of them. */
    List<String> jobArguments();

    /**
     * Gives the running job nothing more, and returns when its output has all that it was given, or
     * when no more output comes: whether any is missing, the verdict says.
     */
    void settle() throws IOException, InterruptedException;

    /**
     * Brings the output of the job, which has ended, to where the verdict looks for it.
     *
     * @param output a directory, which may have to be created
     */
    void collect(Path output) throws IOException, InterruptedException;

    /** Ends all processes; nothing happens the second time. */
    @Override
    void close();
}
