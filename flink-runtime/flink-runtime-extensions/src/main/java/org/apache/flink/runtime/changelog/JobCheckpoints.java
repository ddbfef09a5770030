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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.StateObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * What the JobManager knows of the checkpoints of one job at a moment. Immutable; any thread.
 *
 * <p>It lags behind the checkpoint coordinator by what is still on its way to the changelog
 * coordinator's thread. What was subsumed may therefore still be in it; what is retained is in it
 * at the latest before anything that was triggered after it.
 */
public final class JobCheckpoints {

    private final JobID jobId;
    private final List<CheckpointFacts> retained;
    private final List<CheckpointFacts> restored;
    private final Collection<StateObject> pending;

    /**
     * @param retained completed and kept, oldest first
     * @param restored what the job was restored from and does not own
     * @param pending acknowledged parts of checkpoints that are not complete
     */
    public JobCheckpoints(
            JobID jobId,
            List<CheckpointFacts> retained,
            List<CheckpointFacts> restored,
            Collection<? extends StateObject> pending) {
        this.jobId = checkNotNull(jobId);
        this.retained = List.copyOf(retained);
        this.restored = List.copyOf(restored);
        this.pending = List.copyOf(pending);
    }

    public JobID jobId() {
        return jobId;
    }

    /** The same, and others that the job was restored from and does not own. */
    public JobCheckpoints alsoRestored(List<CheckpointFacts> others) {
        List<CheckpointFacts> all = new ArrayList<>(restored);
        all.addAll(others);
        return new JobCheckpoints(jobId, retained, all, pending);
    }

    /** Completed and kept, oldest first. */
    public List<CheckpointFacts> retained() {
        return retained;
    }

    /** What the job was restored from and does not own: nobody here touches its files. */
    public List<CheckpointFacts> restored() {
        return restored;
    }

    /** What tasks have acknowledged of checkpoints that are not complete yet. */
    public Collection<StateObject> pending() {
        return pending;
    }
}
