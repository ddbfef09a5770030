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

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.inmemory.InMemoryChangelogStateHandle;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Narrows log handles to key groups. Pure. */
final class LogHandles {

    private LogHandles() {}

    /**
     * @return empty if the handle says nothing about these key groups; itself if it speaks for no
     *     others
     */
    static Optional<ChangelogStateHandle> narrow(ChangelogStateHandle handle, KeyGroupRange range) {
        KeyGroupRange common = handle.getKeyGroupRange().getIntersection(range);
        if (common.getNumberOfKeyGroups() == 0) {
            return Optional.empty();
        }
        if (common.equals(handle.getKeyGroupRange())) {
            return Optional.of(handle);
        }
        if (handle instanceof InMemoryChangelogStateHandle) {
            return Optional.of(narrowInMemory((InMemoryChangelogStateHandle) handle, common));
        }
        return Optional.ofNullable((ChangelogStateHandle) handle.getIntersection(common));
    }

    /** Flink's own intersection of these handles narrows nothing. */
    private static ChangelogStateHandle narrowInMemory(
            InMemoryChangelogStateHandle handle, KeyGroupRange range) {
        List<StateChange> changes =
                handle.getChanges().stream()
                        .filter(change -> concerns(change, range))
                        .collect(Collectors.toList());
        return new InMemoryChangelogStateHandle(
                changes,
                SequenceNumber.of(handle.getFrom()),
                SequenceNumber.of(handle.getTo()),
                range);
    }

    /** Metadata concerns every key group. */
    static boolean concerns(StateChange change, KeyGroupRange range) {
        return change.getKeyGroup() == StateChange.META_KEY_GROUP
                || range.contains(change.getKeyGroup());
    }
}
