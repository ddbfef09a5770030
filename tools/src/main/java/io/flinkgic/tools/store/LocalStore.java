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
package io.flinkgic.tools.store;

import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Directories, by the file system plugin {@code faulty}, which obeys a file. */
final class LocalStore implements Store {

    private final WorkDirectory work;
    private final Path plugin;

    LocalStore(WorkDirectory work, Path plugin) {
        this.work = work;
        this.plugin = plugin;
    }

    @Override
    public void configure(ClusterOptions options) {
        options.plugin(plugin)
                .with("faulty-store.control", control().toString())
                .with("execution.checkpointing.dir", uri(checkpoints()))
                .with("state.changelog.dstl.dfs.base-path", uri(log()));
    }

    @Override
    public void start(LocalCluster cluster, Waiting waiting) {
        // It is there.
    }

    @Override
    public boolean can(StoreCondition condition) {
        return true;
    }

    @Override
    public void become(StoreCondition condition) throws IOException {
        Files.createDirectories(control().getParent());
        Path draft = control().resolveSibling("draft");
        Files.writeString(draft, condition.name());
        Files.move(draft, control(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public Path checkpoints() {
        return work.checkpoints();
    }

    @Override
    public Path log() {
        return work.changelog();
    }

    @Override
    public Path onDisk(Path path) {
        return path;
    }

    private Path control() {
        return work.store().resolve("condition");
    }

    private static String uri(Path directory) {
        return "faulty:" + directory.toUri().getPath();
    }
}
