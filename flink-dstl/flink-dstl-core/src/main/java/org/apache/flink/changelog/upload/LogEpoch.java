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
package org.apache.flink.changelog.upload;

/**
 * How far the checkpoints of one log have come. Segments share a batch only if their logs were in
 * the same epoch when they joined it.
 *
 * <p>Why: the JobManager deletes a file as soon as a checkpoint completes that is later than all
 * that were reported to use the file. A segment in epoch e is used by checkpoints after e only. So
 * as long as one of them is still to come, no checkpoint up to e can be that deleting one, and one
 * after e either uses the segment or proves that its log does not need it any more. With segments
 * of two epochs in a file, a checkpoint in between could delete what the later segment's first
 * checkpoint needs.
 *
 * <p>The task thread advances it, through the scheduler, which may wait for it; any thread reads.
 */
public final class LogEpoch {

    private volatile long lastCheckpointId;

    /** Before the first checkpoint. Their ids begin with 1. */
    public LogEpoch() {}

    /**
     * The log was asked for by this checkpoint. Later ones may have smaller ids: that is no news.
     */
    void asked(long checkpointId) {
        lastCheckpointId = Math.max(lastCheckpointId, checkpointId);
    }

    /** The last checkpoint that has asked for the log; 0 if none has. */
    long lastCheckpointId() {
        return lastCheckpointId;
    }
}
