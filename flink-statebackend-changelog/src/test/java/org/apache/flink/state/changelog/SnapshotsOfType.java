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
package org.apache.flink.state.changelog;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.TestableKeyedStateBackend;
import org.apache.flink.streaming.api.operators.StreamOperatorStateHandler;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.RunnableFuture;

/**
 * A logged backend for Flink's suites, all of whose checkpoints are taken as another kind of
 * snapshot. By themselves the suites would only ever see a log.
 */
final class SnapshotsOfType implements ConfigurableStateBackend {

    private static final long serialVersionUID = 1L;

    private final StateBackend logged;
    private final CheckpointStorage storage;
    private final SnapshotType type;

    SnapshotsOfType(StateBackend logged, CheckpointStorage storage, SnapshotType type) {
        this.logged = logged;
        this.storage = storage;
        this.type = type;
    }

    @Override
    public StateBackend configure(ReadableConfig config, ClassLoader classLoader) {
        return new SnapshotsOfType(
                ((ConfigurableStateBackend) logged).configure(config, classLoader), storage, type);
    }

    @Override
    public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(
            KeyedStateBackendParameters<K> parameters) throws Exception {
        ((MockEnvironment) parameters.getEnv())
                .setCheckpointStorageAccess(storage.createCheckpointStorage(parameters.getJobID()));
        return taking(logged.createKeyedStateBackend(parameters));
    }

    /** The cast holds: the proxy has the interface. */
    @SuppressWarnings("unchecked")
    private <K> CheckpointableKeyedStateBackend<K> taking(
            CheckpointableKeyedStateBackend<K> backend) {
        return (CheckpointableKeyedStateBackend<K>)
                Proxy.newProxyInstance(
                        SnapshotsOfType.class.getClassLoader(),
                        new Class<?>[] {
                            CheckpointableKeyedStateBackend.class, TestableKeyedStateBackend.class
                        },
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("snapshot")) {
                                return snapshot(
                                        backend,
                                        (long) arguments[0],
                                        (long) arguments[1],
                                        (CheckpointStreamFactory) arguments[2],
                                        (CheckpointOptions) arguments[3]);
                            }
                            try {
                                return method.invoke(backend, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
            CheckpointableKeyedStateBackend<?> backend,
            long id,
            long timestampMs,
            CheckpointStreamFactory streams,
            CheckpointOptions asked)
            throws Exception {
        CheckpointOptions options =
                CheckpointOptions.alignedNoTimeout(type, asked.getTargetLocation());
        // Not taken by a backend, but of one.
        if (type.equals(SavepointType.savepoint(SavepointFormatType.CANONICAL))) {
            return StreamOperatorStateHandler.prepareCanonicalSavepoint(
                            backend, new CloseableRegistry())
                    .snapshot(id, timestampMs, streams, options);
        }
        return backend.snapshot(id, timestampMs, streams, options);
    }

    @Override
    public OperatorStateBackend createOperatorStateBackend(
            OperatorStateBackendParameters parameters) throws Exception {
        return logged.createOperatorStateBackend(parameters);
    }
}
