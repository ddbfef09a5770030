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

import java.io.IOException;
import java.nio.file.Path;

/** Where a cluster has its log and its checkpoints; whatever it is, the files are on this disk. */
public interface Store {

    /** Tells a cluster where to store. */
    void configure(ClusterOptions options);

    /** Starts what there is to start, which ends with the cluster. Returns when it answers. */
    void start(LocalCluster cluster, Waiting waiting) throws IOException, InterruptedException;

    /** Whether it knows how to be so. */
    boolean can(StoreCondition condition);

    /** From now on. */
    void become(StoreCondition condition) throws IOException, InterruptedException;

    /** The directory of all checkpoints. */
    Path checkpoints();

    /** The base path of the log. */
    Path log();

    /**
     * @param path without scheme and authority, as a checkpoint refers to it
     */
    Path onDisk(Path path);
}
