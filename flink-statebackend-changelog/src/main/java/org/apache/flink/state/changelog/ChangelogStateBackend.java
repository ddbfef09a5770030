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

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.delegate.DelegatingStateBackend;
import org.apache.flink.state.changelog.runtime.MissingFeatures;

/**
 * Logs every change of keyed state besides applying it to the wrapped backend, so that a checkpoint
 * needs only the log since the last materialization.
 *
 * <p>Flink finds it by this name and this constructor. Immutable, thread-safe.
 */
@Internal
public final class ChangelogStateBackend
        implements DelegatingStateBackend, ConfigurableStateBackend {

    private static final long serialVersionUID = 1L;

    private final WrappedBackend wrapped;

    /** Called on JobManager and TaskManager when a job with a changelog begins. */
    public ChangelogStateBackend(StateBackend wrapped) {
        this.wrapped = new WrappedBackend(wrapped);
        MissingFeatures.warnOnce();
    }

    @Override
    public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(
            KeyedStateBackendParameters<K> parameters) throws Exception {
        return KeyedBackendWiring.logged(wrapped.backend(), parameters);
    }

    @Override
    public StateBackend configure(ReadableConfig config, ClassLoader classLoader) {
        return new ChangelogStateBackend(wrapped.configured(config, classLoader));
    }

    @Override
    public OperatorStateBackend createOperatorStateBackend(
            OperatorStateBackendParameters parameters) throws Exception {
        return wrapped.backend().createOperatorStateBackend(parameters);
    }

    @Override
    public StateBackend getDelegatedStateBackend() {
        return wrapped.backend();
    }

    @Override
    public boolean useManagedMemory() {
        return wrapped.backend().useManagedMemory();
    }

    @Override
    public boolean supportsNoClaimRestoreMode() {
        return wrapped.backend().supportsNoClaimRestoreMode();
    }

    @Override
    public boolean supportsSavepointFormat(SavepointFormatType formatType) {
        return wrapped.backend().supportsSavepointFormat(formatType);
    }
}
