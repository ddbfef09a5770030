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
package io.flinkgic.benchmarks.campaign;

import io.flinkgic.benchmarks.experiment.Subject;
import io.flinkgic.benchmarks.workload.Workload;
import io.flinkgic.tools.kafka.KafkaSurroundings;
import io.flinkgic.tools.kafka.WordFeed;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Path;

/** What a job's records come from: nothing, or a broker and a feeder, which are processes. */
final class Feed implements AutoCloseable {

    private static final int SEED = 1;

    private final Workload workload;
    private final Runnable end;

    private Feed(Workload workload, Runnable end) {
        this.workload = workload;
        this.end = end;
    }

    /**
     * @param repository the built one
     * @param folder for all that these processes write
     */
    static Feed of(Subject subject, Path repository, Path folder)
            throws IOException, InterruptedException {
        return subject.fedByKafka()
                ? ofKafka(subject.workload(), repository, folder)
                : new Feed(subject.workload(), () -> {});
    }

    private static Feed ofKafka(Workload workload, Path repository, Path folder)
            throws IOException, InterruptedException {
        WorkDirectory work = WorkDirectory.in(folder);
        KafkaSurroundings kafka =
                KafkaSurroundings.open(
                        new BuildProducts(repository),
                        work,
                        new WordFeed(
                                SEED,
                                workload.keys(),
                                workload.keyBytes(),
                                workload.filling(),
                                workload.recordsPerSecond()),
                        1);
        return new Feed(workload.fedBy(kafka.jobArguments()), kafka::close);
    }

    /** With its source. */
    Workload workload() {
        return workload;
    }

    @Override
    public void close() {
        end.run();
    }
}
