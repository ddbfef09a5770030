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

import org.apache.flink.changelog.reader.KeyGroupChangelogReader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.FlinkRuntimeException;

import java.io.IOException;

/** Opens logs through the storages of the task. One thread. */
final class LogReader {

    private static final String FILES = "filesystem";

    private final Environment env;
    private final Configuration config;

    LogReader(Environment env) {
        this.env = env;
        this.config = new Configuration(env.getTaskManagerInfo().getConfiguration());
        this.config.addAll(env.getJobConfiguration());
    }

    ClassLoader userCode() {
        return env.getUserCodeClassLoader().asClassLoader();
    }

    /**
     * Opens a log, which is read once.
     *
     * @return its changes, maybe with those of key groups that it does not speak for; the caller's
     * @throws IOException if there is no storage for it, or it cannot be read
     */
    CloseableIterator<StateChange> open(ChangelogStateHandle log) throws IOException {
        return open(storage(log).createReader(), log);
    }

    /** The runtime answers a kind of storage that it does not know in two ways. */
    private StateChangelogStorageView<?> storage(ChangelogStateHandle log) throws IOException {
        StateChangelogStorageView<?> storage;
        try {
            storage = env.getTaskStateManager().getStateChangelogStorageView(config, log);
        } catch (FlinkRuntimeException e) {
            throw new IOException(noStorage(log), e);
        }
        if (storage == null) {
            throw new IOException(noStorage(log));
        }
        return storage;
    }

    private static String noStorage(ChangelogStateHandle log) {
        return String.format(
                "The checkpoint has a log of the changelog storage '%s', which this TaskManager "
                        + "cannot open. Add the jar of that storage to lib/ or plugins/; for '%s' "
                        + "it is flink-dstl-dfs. It is needed until no checkpoint refers to such a "
                        + "log, whatever '%s' says.",
                log.getStorageIdentifier(),
                FILES,
                StateChangelogOptions.STATE_CHANGE_LOG_STORAGE.key());
    }

    /** The cast holds: a storage reads the handles that name it. */
    @SuppressWarnings("unchecked")
    private static <H extends ChangelogStateHandle> CloseableIterator<StateChange> open(
            StateChangelogHandleReader<H> reader, ChangelogStateHandle log) throws IOException {
        H handle = (H) log;
        return reader instanceof KeyGroupChangelogReader
                ? ((KeyGroupChangelogReader<H>) reader).getChanges(handle, log.getKeyGroupRange())
                : reader.getChanges(handle);
    }
}
