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

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * What the job was once restored from without owning it. Flink forgets that when it is subsumed and
 * the JobManager fails, but its files may lie among those of this job. Read until it can be, then
 * remembered. One thread at a time; waits for the store.
 */
final class RestoredBefore {

    private final Optional<Callable<Optional<CheckpointFacts>>> reader;
    private Optional<List<CheckpointFacts>> read = Optional.empty();

    private RestoredBefore(Optional<Callable<Optional<CheckpointFacts>>> reader) {
        this.reader = checkNotNull(reader);
    }

    static RestoredBefore nothing() {
        return new RestoredBefore(Optional.empty());
    }

    /**
     * @param reader answers nothing if it does not exist any longer
     */
    static RestoredBefore from(Callable<Optional<CheckpointFacts>> reader) {
        return new RestoredBefore(Optional.of(reader));
    }

    /**
     * @throws Exception if it cannot be read: then it is not known which files have to stay
     */
    List<CheckpointFacts> get() throws Exception {
        if (!read.isPresent()) {
            read =
                    Optional.of(
                            reader.isPresent()
                                    ? reader.get().call().map(List::of).orElse(List.of())
                                    : List.of());
        }
        return read.get();
    }
}
