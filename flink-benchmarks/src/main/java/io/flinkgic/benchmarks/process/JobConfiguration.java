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
package io.flinkgic.benchmarks.process;

import org.apache.flink.configuration.Configuration;

import java.net.URI;
import java.nio.file.Path;

/** What the measured jobs have in common, by Flink's documented keys. */
public final class JobConfiguration {

    private JobConfiguration() {}

    /**
     * Checkpoints each second, incremental without a changelog.
     *
     * @param folder for RocksDB and local copies
     * @param store for checkpoints and the log; ends with a slash
     */
    public static Configuration of(Path folder, URI store) {
        Configuration configuration = new Configuration();
        configuration.setString("state.backend.incremental", "true");
        configuration.setString("state.backend.rocksdb.localdir", folder.resolve("db").toString());
        configuration.setString("execution.checkpointing.interval", "1 s");
        configuration.setString(
                "execution.checkpointing.dir", store.resolve("checkpoints").toString());
        configuration.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        configuration.setString("state.changelog.storage", "filesystem");
        configuration.setString(
                "state.changelog.dstl.dfs.base-path", store.resolve("dstl").toString());
        configuration.setString(
                "taskmanager.state.local.root-dirs", folder.resolve("local").toString());
        configuration.setString("taskmanager.memory.managed.size", "256m");
        configuration.setString("taskmanager.memory.network.min", "64m");
        configuration.setString("taskmanager.memory.network.max", "64m");
        configuration.setString("rest.bind-address", "127.0.0.1");
        configuration.setString("rest.bind-port", "0");
        return configuration;
    }
}
