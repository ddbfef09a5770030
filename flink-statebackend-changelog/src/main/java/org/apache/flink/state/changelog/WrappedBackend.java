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
import org.apache.flink.runtime.state.ConfigurableStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.delegate.DelegatingStateBackend;

import java.io.Serializable;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** A backend that may be wrapped: not one that wraps another itself. Immutable. */
final class WrappedBackend implements Serializable {

    private static final long serialVersionUID = 1L;

    private final StateBackend backend;

    WrappedBackend(StateBackend backend) {
        checkNotNull(backend, "The state backend to wrap");
        checkArgument(
                !(backend instanceof DelegatingStateBackend),
                "State backend %s wraps another one already; a changelog around it would log every "
                        + "change twice.",
                backend.getClass().getName());
        this.backend = backend;
    }

    StateBackend backend() {
        return backend;
    }

    StateBackend configured(ReadableConfig config, ClassLoader classLoader) {
        return backend instanceof ConfigurableStateBackend
                ? ((ConfigurableStateBackend) backend).configure(config, classLoader)
                : backend;
    }
}
