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
package io.flinkgic.tests.job;

import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.DefaultCLI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;

import java.net.URI;
import java.util.List;

/** What {@code bin/flink} starts, in this JVM and for a mini cluster. */
final class FlinkCommand {

    private FlinkCommand() {}

    /** Returns when the command has ended. */
    static void run(MiniCluster cluster, String... arguments) {
        URI address = Promised.get(cluster.getRestAddress());
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, address.getHost());
        configuration.set(RestOptions.PORT, address.getPort());
        int exitCode =
                new CliFrontend(configuration, List.of(new DefaultCLI())).parseAndRun(arguments);
        if (exitCode != 0) {
            throw new AssertionError(
                    String.format("flink %s: %d", String.join(" ", arguments), exitCode));
        }
    }
}
