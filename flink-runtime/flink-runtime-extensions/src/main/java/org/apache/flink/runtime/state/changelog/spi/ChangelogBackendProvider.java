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
package org.apache.flink.runtime.state.changelog.spi;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.delegate.DelegatingStateBackend;

/**
 * Finds the backend that logs state changes; implementations are discovered by {@link
 * java.util.ServiceLoader}.
 *
 * <p>The patched {@code StateBackendLoader} asks the first provider on the class path; without one
 * it falls back to the class names that stock Flink fixes. Called on any thread, possibly by
 * several at once.
 */
public interface ChangelogBackendProvider {

    /** Wraps a backend so that its changes are logged: the changelog is enabled. */
    DelegatingStateBackend enable(StateBackend wrapped);

    /**
     * Wraps a backend so that it restores a changelog checkpoint but logs nothing: the changelog
     * was switched off since that checkpoint.
     */
    DelegatingStateBackend disable(StateBackend wrapped);
}
