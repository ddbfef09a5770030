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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.LifecycleJob;
import io.flinkgic.tests.job.Observer;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The runs of one job, one after the other, of which each but the first continues what another
 * left. For one test, on its thread.
 */
final class History implements AutoCloseable {

    private final LifecycleCluster cluster;
    private final LifecycleJob job;
    private final long firstIndex;
    private final Observer observer = new Observer();
    private final List<JobRun> runs = new ArrayList<>();

    History(LifecycleCluster cluster, LifecycleJob job, long firstIndex) {
        this.cluster = cluster;
        this.job = job;
        this.firstIndex = firstIndex;
    }

    Observer observer() {
        return observer;
    }

    /** The run that was started last. */
    JobRun run() {
        return runs.get(runs.size() - 1);
    }

    JobRun start(StreamExecutionEnvironment env, int parallelism) {
        return submit(job.graph(env, parallelism, observer, SavepointRestoreSettings.none()));
    }

    JobRun start(Configuration configuration, int parallelism) {
        return start(configuration, parallelism, SavepointRestoreSettings.none());
    }

    JobRun restore(
            Configuration configuration, int parallelism, String checkpoint, RestoreMode mode) {
        return start(
                configuration,
                parallelism,
                SavepointRestoreSettings.forPath(checkpoint, false, mode));
    }

    private JobRun start(
            Configuration configuration, int parallelism, SavepointRestoreSettings restoreFrom) {
        return submit(job.graph(configuration, parallelism, observer, restoreFrom));
    }

    /** Goes on with a graph of the job, to which this observer belongs. */
    JobRun submit(JobGraph graph) {
        runs.add(cluster.flink().submit(graph));
        return run();
    }

    /** Lets the sources emit what is below the index, and waits until that is processed. */
    JobRun runTo(long index) {
        observer.holdAt(index);
        return run().awaitSeen(observer, job.recordsBelow(index) - job.recordsBelow(firstIndex));
    }

    /** Lets the job run to its end. Returns its final state. */
    List<String> finish() throws Exception {
        observer.fullSpeed();
        observer.goOn();
        observer.allowFinish();
        observer.allowEnd();
        run().awaitSuccess();
        return observer.sortedOutputs();
    }

    /** Lets the job run to its end, which must be that of an undisturbed run. */
    void finishAsExpected() throws Exception {
        List<String> expected = cluster.expected(job);
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(finish()).isEqualTo(expected);
    }

    /** Ends what still runs, so that the next test has the cluster for itself. */
    @Override
    public void close() {
        runs.forEach(JobRun::end);
        observer.close();
    }
}
