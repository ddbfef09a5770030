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
package org.apache.flink.runtime.changelog.attach;

import org.apache.flink.runtime.changelog.CheckpointFacts;
import org.apache.flink.runtime.changelog.JobCheckpoints;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What begins and ends with a job on this JobManager. No call waits. */
interface JobLife {

    /**
     * Everything that is known of the job has been handed over; no task is deployed yet.
     *
     * @param checkpoints what is known when it is asked; cancelled after the end
     */
    void begun(Supplier<CompletableFuture<JobCheckpoints>> checkpoints);

    /**
     * The job has reached a globally terminal state, and nobody will restart it. At most once,
     * after it was told that it takes no more checkpoints.
     *
     * @param staying complete checkpoints that are kept for the user
     * @param discarded those that were kept until now
     */
    void endedForGood(List<CheckpointFacts> staying, List<CheckpointFacts> discarded);

    /** Of a job for which nothing is to be done. */
    static JobLife uneventful() {
        return new JobLife() {
            @Override
            public void begun(Supplier<CompletableFuture<JobCheckpoints>> checkpoints) {}

            @Override
            public void endedForGood(
                    List<CheckpointFacts> staying, List<CheckpointFacts> discarded) {}
        };
    }
}
