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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.IOUtils;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Creates a wrapped backend from the materialized state of a checkpoint and replays the log over
 * it. Runs on the thread that creates the backend.
 */
public final class RestoreProcedure {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreProcedure.class);

    private RestoreProcedure() {}

    /**
     * Restores.
     *
     * @return the backend is the caller's
     * @throws Exception if the wrapped backend cannot be created, or a log cannot be read or does
     *     not fit the state; what was created is disposed of
     */
    public static <K> RestoredBackend<K> restore(
            StateBackend wrapped, KeyedStateBackendParameters<K> parameters) throws Exception {
        RestoredHandles handles =
                RestoredHandles.of(parameters.getStateHandles(), parameters.getKeyGroupRange());
        AbstractKeyedStateBackend<K> backend =
                logged(
                        wrapped,
                        wrapped.createKeyedStateBackend(
                                new KeyedStateBackendParametersImpl<>(parameters)
                                        .setStateHandles(handles.materialized())));
        boolean restored = false;
        try {
            replay(backend, handles, parameters.getEnv());
            restored = true;
            return new RestoredBackend<>(backend, handles);
        } finally {
            if (!restored) {
                IOUtils.closeQuietly(backend);
                backend.dispose();
            }
        }
    }

    private static <K> AbstractKeyedStateBackend<K> logged(
            StateBackend wrapped, CheckpointableKeyedStateBackend<K> backend) {
        if (backend instanceof AbstractKeyedStateBackend) {
            return (AbstractKeyedStateBackend<K>) backend;
        }
        IOUtils.closeQuietly(backend);
        backend.dispose();
        throw new UnsupportedOperationException(
                "The changes of state backend "
                        + wrapped.getName()
                        + " cannot be logged: its keyed backend is no AbstractKeyedStateBackend.");
    }

    private static <K> void replay(
            AbstractKeyedStateBackend<K> backend, RestoredHandles handles, Environment env)
            throws Exception {
        if (handles.log().isEmpty()) {
            return;
        }
        ChangeReplayer<K> replayer =
                new ChangeReplayer<>(backend, env.getUserCodeClassLoader().asClassLoader());
        Configuration config = new Configuration(env.getTaskManagerInfo().getConfiguration());
        config.addAll(env.getJobConfiguration());
        for (ChangelogStateHandle log : handles.log()) {
            StateChangelogStorageView<?> storage =
                    env.getTaskStateManager().getStateChangelogStorageView(config, log);
            if (storage == null) {
                throw new IOException(
                        "There is no changelog storage '"
                                + log.getStorageIdentifier()
                                + "' to read the log of the checkpoint with.");
            }
            replayer.replay(storage, log);
        }
        LOG.info("Replayed {} changes of {} logs.", replayer.replayed(), handles.log().size());
    }
}
