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
package io.flinkgic.benchmarks.log;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.CloseableIterator;

import java.util.function.Consumer;

/**
 * A restore: opens the view that a TaskManager opens, reads one handle, and leaves out what is of
 * other key groups. Stateless.
 */
public final class LogReading {

    private LogReading() {}

    /**
     * @param changes is given each change of the key groups
     */
    @SuppressWarnings({
        "unchecked",
        "try"
    }) // both storages have these handles; Flink throws anything
    public static void read(
            LogVariant variant,
            Configuration configuration,
            ChangelogStateHandleStreamImpl handle,
            KeyGroupRange keyGroups,
            Consumer<StateChange> changes)
            throws Exception {
        KeyedStateHandle wanted = handle.getIntersection(keyGroups);
        try (StateChangelogStorageView<ChangelogStateHandleStreamImpl> view =
                        (StateChangelogStorageView<ChangelogStateHandleStreamImpl>)
                                variant.factory().createStorageView(configuration);
                CloseableIterator<StateChange> all =
                        view.createReader().getChanges((ChangelogStateHandleStreamImpl) wanted)) {
            while (all.hasNext()) {
                StateChange change = all.next();
                if (keyGroups.contains(change.getKeyGroup())) {
                    changes.accept(change);
                }
            }
        }
    }
}
