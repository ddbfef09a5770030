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
package org.apache.flink.changelog.fs;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.PluginManager;

import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;

/** A name node and a data node on loopback, in this JVM; all test classes share them. */
final class HdfsCluster implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> ADDRESSES =
            List.of(
                    "dfs.namenode.http-address",
                    "dfs.datanode.http.address",
                    "dfs.datanode.address",
                    "dfs.datanode.ipc.address");

    /**
     * How long a client waits before it asks again whether the last block is stored. That takes
     * moments here, and Hadoop's default is 400.
     */
    private static final String COMPLETION_POLL_MS =
            "flink.hadoop.dfs.client.block.write.locateFollowingBlock.initial.delay.ms";

    private static final PluginManager NO_PLUGINS =
            new DefaultPluginManager(List.of(), new String[0]);

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(HdfsCluster.class))
                        .getOrComputeIfAbsent(Running.class, type -> start(), Running.class);
        Configuration configuration = new Configuration();
        configuration.setString(COMPLETION_POLL_MS, "5");
        FileSystem.initialize(configuration, NO_PLUGINS);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        FileSystem.initialize(new Configuration(), NO_PLUGINS);
    }

    Path newBasePath() {
        return new Path(
                "hdfs://127.0.0.1:" + running.cluster.getNameNodePort() + "/" + UUID.randomUUID());
    }

    private static Running start() {
        org.apache.hadoop.conf.Configuration configuration = new HdfsConfiguration();
        ADDRESSES.forEach(address -> configuration.set(address, "127.0.0.1:0"));
        try {
            MiniDFSCluster cluster =
                    new MiniDFSCluster.Builder(
                                    configuration, Files.createTempDirectory("hdfs").toFile())
                            .numDataNodes(1)
                            .build();
            cluster.waitActive();
            return new Running(cluster);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closed by JUnit, after the last test class. */
    private static final class Running implements AutoCloseable {

        private final MiniDFSCluster cluster;

        Running(MiniDFSCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void close() {
            cluster.shutdown(true);
        }
    }
}
