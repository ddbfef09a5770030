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
package io.flinkgic.tests.job;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;

import java.time.Duration;
import java.util.List;

/** A run of {@link FixtureJob} on a cluster. For one thread. */
public final class FixtureRun implements AutoCloseable {

    private final Observer observer;
    private final JobRun run;

    private FixtureRun(Observer observer, JobRun run) {
        this.observer = observer;
        this.run = run;
    }

    /** Begins with nothing; the caller closes it. */
    public static FixtureRun start(ChangelogCluster cluster, Configuration job) {
        return start(cluster, job, 1, SavepointRestoreSettings.none());
    }

    /** Goes on with what another run has left, which stays as it is; the caller closes it. */
    public static FixtureRun restore(
            ChangelogCluster cluster, Configuration job, int parallelism, String path) {
        return restore(cluster, job, parallelism, path, RestoreMode.NO_CLAIM);
    }

    /** Goes on with what another run has left; the caller closes it. */
    public static FixtureRun restore(
            ChangelogCluster cluster,
            Configuration job,
            int parallelism,
            String path,
            RestoreMode mode) {
        return start(
                cluster, job, parallelism, SavepointRestoreSettings.forPath(path, false, mode));
    }

    private static FixtureRun start(
            ChangelogCluster cluster,
            Configuration job,
            int parallelism,
            SavepointRestoreSettings restoreFrom) {
        Configuration own = new Configuration(job);
        // Only those that are asked for; one is kept.
        own.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        own.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        Observer observer = new Observer();
        observer.holdAt(0);
        return new FixtureRun(
                observer,
                cluster.submit(FixtureJob.graph(own, parallelism, observer, restoreFrom)));
    }

    public JobRun job() {
        return run;
    }

    /** Processes what is below the index, of which this run has not begun at the first one. */
    public FixtureRun runTo(long beganAt, long index) {
        observer.holdAt(index);
        run.awaitSeen(observer, index - beganAt);
        return this;
    }

    /** Ends with a dump of all state. */
    public List<String> finish() throws Exception {
        observer.goOn();
        observer.allowEnd();
        run.awaitSuccess();
        return observer.sortedOutputs();
    }

    /** Why it ended, which it must; what it would have put out is of no interest. */
    public String failure() throws Exception {
        observer.goOn();
        observer.allowEnd();
        JobResult result = run.awaitEnd();
        if (result.isSuccess()) {
            throw new AssertionError("The job must fail, and came to " + observer.sortedOutputs());
        }
        return ExceptionUtils.stringifyException(result.getSerializedThrowable().orElseThrow());
    }

    @Override
    public void close() {
        run.end();
        observer.close();
    }
}
