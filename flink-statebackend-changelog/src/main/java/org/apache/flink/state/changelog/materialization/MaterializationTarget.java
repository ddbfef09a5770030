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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.util.function.ThrowingRunnable;

import java.util.Optional;
import java.util.OptionalLong;

/** The side of the backend. All methods on the task thread, one materialization after another. */
public interface MaterializationTarget {

    /**
     * One is due. If there is no answer it is expected to start as soon as it is its turn: {@link
     * #prepare} follows.
     *
     * @return why none can start now
     */
    Optional<MaterializationStart.Outcome> propose();

    /**
     * It is its turn. {@link #begin} follows when the answer, if there is one, has been called.
     *
     * @return makes the table ready for a short snapshot: to be called on another thread
     */
    Optional<ThrowingRunnable<Exception>> prepare();

    /**
     * Takes the snapshot, which is short; storing it is the caller's.
     *
     * @return started, unless a checkpoint came in between that was a materialization itself
     * @throws Exception if the wrapped backend cannot take one; nothing has started then
     */
    MaterializationStart begin() throws Exception;

    /**
     * It is stored. Takes ownership of the result, unless it returns false.
     *
     * @return false if a younger one is there already: the result is of no use
     */
    boolean materialized(Materialization materialization, SnapshotResult<KeyedStateHandle> stored)
            throws Exception;

    /** It could not be stored. */
    void materializationFailed(Materialization materialization) throws Exception;

    /** Where the materialization stands. Any thread. */
    MaterializationCycle cycle();

    /** Of the whole materialized state that checkpoints refer to; empty if there is none. */
    OptionalLong materializedBytes();
}
