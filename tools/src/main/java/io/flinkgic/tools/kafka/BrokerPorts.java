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
package io.flinkgic.tools.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Two loopback ports that were free a moment ago. Immutable. */
final class BrokerPorts {

    private final int clients;
    private final int controller;

    private BrokerPorts(int clients, int controller) {
        this.clients = clients;
        this.controller = controller;
    }

    static BrokerPorts free() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket two = new ServerSocket(0, 1, loopback)) {
            return new BrokerPorts(one.getLocalPort(), two.getLocalPort());
        }
    }

    /** For clients of the broker. */
    int clients() {
        return clients;
    }

    /** For the broker itself, which is its own controller. */
    int controller() {
        return controller;
    }
}
