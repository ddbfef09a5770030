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

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.changelog.CheckpointFacts;

import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** What a job was started from. Immutable, but for what is read of it later. */
final class JobOrigin {

    private final Optional<Path> claimed;
    private final RestoredBefore notOwned;
    private final boolean fresh;
    private final Optional<CheckpointFacts> resumed;

    /**
     * @param claimed the checkpoint or savepoint that the job was started from and owns
     * @param notOwned the one that it was started from and does not own
     * @param fresh whether it had no checkpoint when it was begun on this JobManager
     * @param resumed the latest checkpoint of its own that it had then
     */
    JobOrigin(
            Optional<Path> claimed,
            RestoredBefore notOwned,
            boolean fresh,
            Optional<CheckpointFacts> resumed) {
        this.claimed = checkNotNull(claimed);
        this.notOwned = checkNotNull(notOwned);
        this.fresh = fresh;
        this.resumed = checkNotNull(resumed);
    }

    Optional<Path> claimed() {
        return claimed;
    }

    RestoredBefore notOwned() {
        return notOwned;
    }

    boolean isFresh() {
        return fresh;
    }

    Optional<CheckpointFacts> resumed() {
        return resumed;
    }
}
