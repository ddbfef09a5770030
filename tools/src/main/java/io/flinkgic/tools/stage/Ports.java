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
package io.flinkgic.tools.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;

/** Loopback ports that were free a moment ago. */
public final class Ports {

    private final int rpc;
    private final int rest;
    private final int zooKeeper;

    private Ports(int rpc, int rest, int zooKeeper) {
        this.rpc = rpc;
        this.rest = rest;
        this.zooKeeper = zooKeeper;
    }

    public static Ports free() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket two = new ServerSocket(0, 1, loopback);
                ServerSocket three = new ServerSocket(0, 1, loopback)) {
            return new Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        }
    }

    /** The same for ZooKeeper. */
    Ports withOthersForJobManager() throws IOException {
        Ports others = free();
        return new Ports(others.rpc, others.rest, zooKeeper);
    }

    /** What a JobManager has to know of them. */
    Map<String, String> jobManagerOptions() {
        return Map.of(
                "jobmanager.rpc.port", Integer.toString(rpc),
                "rest.port", Integer.toString(rest),
                "rest.bind-port", Integer.toString(rest));
    }

    int rpc() {
        return rpc;
    }

    int rest() {
        return rest;
    }

    /** For whatever else listens. */
    public int other() {
        return zooKeeper;
    }

    int zooKeeper() {
        return zooKeeper;
    }

    public URI restUri() {
        return URI.create("http://127.0.0.1:" + rest);
    }
}
