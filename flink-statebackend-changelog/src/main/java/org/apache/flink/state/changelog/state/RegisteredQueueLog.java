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

import org.apache.flink.state.changelog.queue.QueueLog;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.ChangeRecorder;
import org.apache.flink.state.changelog.record.OpenChange;

import java.io.IOException;

/** Begins the changes of one queue. Task thread only. */
final class RegisteredQueueLog implements QueueLog {

    private final StateRegistry registry;
    private final RegisteredState state;
    private final ChangeRecorder<?> recorder;

    RegisteredQueueLog(StateRegistry registry, RegisteredState state, ChangeRecorder<?> recorder) {
        this.registry = registry;
        this.state = state;
        this.recorder = recorder;
    }

    @Override
    public OpenChange begin(ChangeOperation operation, Object elementKey) throws IOException {
        registry.announce(state);
        return recorder.beginQueueChange(operation, state.id(), elementKey);
    }

    @Override
    public String name() {
        return state.metadata().state().getName();
    }
}
