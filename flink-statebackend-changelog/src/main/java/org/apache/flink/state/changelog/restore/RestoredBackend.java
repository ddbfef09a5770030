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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.state.changelog.expiry.RestoredExpiry;

/** A wrapped backend with the state of a checkpoint, and the checkpoint. Immutable. */
public final class RestoredBackend<K> {

    private final AbstractKeyedStateBackend<K> backend;
    private final RestoredHandles handles;
    private final RestoredExpiry expiry;
    private final boolean migrated;
    private final long replayMs;

    RestoredBackend(
            AbstractKeyedStateBackend<K> backend,
            RestoredHandles handles,
            RestoredExpiry expiry,
            boolean migrated,
            long replayMs) {
        this.backend = backend;
        this.handles = handles;
        this.expiry = expiry;
        this.migrated = migrated;
        this.replayMs = replayMs;
    }

    /** The caller's from now on. */
    public AbstractKeyedStateBackend<K> backend() {
        return backend;
    }

    public RestoredHandles handles() {
        return handles;
    }

    /** By which times to live the log was replayed. */
    public RestoredExpiry expiry() {
        return expiry;
    }

    /** Whether a state was in more than one schema. */
    public boolean hasMigrated() {
        return migrated;
    }

    /** How long the replay of the logs took. */
    public long replayMs() {
        return replayMs;
    }
}
