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
package org.apache.flink.state.changelog.schedule;

/** How fast the bytes of one simulated subtask travel. */
interface SimulatedUploads {

    /** A materialization begins. */
    void started();

    /** Returns how many of the bytes that are left were sent within a tick. */
    long send(long leftBytes, long tickMs);

    /** All was sent; returns whether the file is stored, else it is to be asked again. */
    boolean finish();

    void close();

    /** As fast as the network carries one. */
    static SimulatedUploads unpaced(long bytesPerMs) {
        return new SimulatedUploads() {
            @Override
            public void started() {}

            @Override
            public long send(long leftBytes, long tickMs) {
                return Math.min(leftBytes, bytesPerMs * tickMs);
            }

            @Override
            public boolean finish() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
