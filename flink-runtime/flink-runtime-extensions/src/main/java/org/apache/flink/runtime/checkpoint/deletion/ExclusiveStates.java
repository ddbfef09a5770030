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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.runtime.checkpoint.CompletedCheckpoint;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StateUtil;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What only one checkpoint has, beside its metadata. Flink's checkpoint forgets it with the first
 * attempt to delete it, whether or not that succeeds; but its folder goes only when it is empty.
 * (Where Flink deletes one state after the other, and not on several threads, it does not even tell
 * of a failure.) Immutable.
 */
final class ExclusiveStates {

    static final ExclusiveStates NONE = new ExclusiveStates(List.of());

    private final List<StateObject> states;

    private ExclusiveStates(List<StateObject> states) {
        this.states = states;
    }

    /** Before it is deleted. */
    static ExclusiveStates of(CompletedCheckpoint checkpoint) {
        return new ExclusiveStates(
                checkpoint.getOperatorStates().values().stream()
                        .flatMap(operator -> operator.getDiscardables().stream())
                        .filter(Objects::nonNull)
                        .filter(ExclusiveStates::hasFiles)
                        .collect(Collectors.toUnmodifiableList()));
    }

    /** What a changelog refers to is shared, and deleted by Flink's registry. */
    private static boolean hasFiles(StateObject state) {
        boolean inMemory =
                state instanceof StreamStateHandle
                        && ((StreamStateHandle) state).asBytesIfInMemory().isPresent();
        return !(inMemory || state instanceof ChangelogStateBackendHandle);
    }

    int size() {
        return states.size();
    }

    /**
     * Tries all of it; what is not there any more is no failure.
     *
     * @throws Exception if some could not be deleted
     */
    void delete() throws Exception {
        StateUtil.bestEffortDiscardAllStateObjects(states);
    }
}
