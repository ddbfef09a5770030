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
package org.apache.flink.state.changelog.state;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.record.OpenChange;

import java.io.IOException;

/** Begins the changes of one keyed state. Task thread only. */
final class StateChanges<K, N> {

    private final StateRegistry registry;
    private final RegisteredState state;
    private final ChangeRecorder<K> recorder;
    private final TypeSerializer<N> namespaceSerializer;

    StateChanges(
            StateRegistry registry,
            RegisteredState state,
            ChangeRecorder<K> recorder,
            TypeSerializer<N> namespaceSerializer) {
        this.registry = registry;
        this.state = state;
        this.recorder = recorder;
        this.namespaceSerializer = namespaceSerializer;
    }

    TypeSerializer<N> namespaceSerializer() {
        return namespaceSerializer;
    }

    K currentKey() {
        return recorder.currentKey();
    }

    /** The table changed and the log does not say how. */
    void lost(Throwable cause) {
        recorder.lost(cause);
    }

    OpenChange begin(ChangeOperation operation, N namespace) throws IOException {
        return begin(operation, recorder.currentKey(), namespace);
    }

    OpenChange begin(ChangeOperation operation, K key, N namespace) throws IOException {
        registry.announce(state);
        return recorder.begin(operation, state.id(), key, namespace, namespaceSerializer);
    }
}
