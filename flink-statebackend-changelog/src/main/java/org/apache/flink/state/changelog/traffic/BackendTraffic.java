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
package org.apache.flink.state.changelog.traffic;

import org.apache.flink.runtime.state.CheckpointStreamFactory;

import java.util.OptionalLong;

/**
 * The part of one backend in the traffic of its TaskManager. Thread-safe; nothing here waits except
 * the paced streams.
 */
public final class BackendTraffic implements AutoCloseable {

    private final MaterializationTraffic traffic;
    private final Flow flow;

    BackendTraffic(MaterializationTraffic traffic, Flow flow) {
        this.traffic = traffic;
        this.flow = flow;
    }

    /**
     * Streams to the same files, whose writers wait where the log comes first or the rate says so.
     *
     * <p>What is written while no materialization runs only keeps to the maximum bandwidth.
     */
    public CheckpointStreamFactory paced(CheckpointStreamFactory streams) {
        return new PacedStreamFactory(streams, traffic, flow);
    }

    /**
     * A materialization runs from now on, one at a time.
     *
     * @param expectedBytes how many it will store; empty if nobody knows. Without effect if closed
     */
    public void started(OptionalLong expectedBytes) {
        traffic.started(flow, expectedBytes);
    }

    /** The materialization ended, however. Without effect if none runs. */
    public void ended() {
        traffic.ended(flow);
    }

    /** Bytes that were sent since this exists; up to 64 KiB per open stream ahead. */
    public long sentBytes() {
        return traffic.read(flow, Flow::sentBytes);
    }

    /** How long upload threads waited because the log comes first, added up. */
    public long waitedForLogMs() {
        return traffic.read(flow, running -> running.waitedForLog().toMillis());
    }

    /** How long upload threads waited because of the rate or for their turn, added up. */
    public long waitedForRateMs() {
        return traffic.read(flow, running -> running.waitedForRate().toMillis());
    }

    /**
     * At which rate the whole TaskManager may send, except for late materializations, which only
     * keep to the maximum bandwidth. Empty if nothing bounds it.
     */
    public OptionalLong allowedBytesPerSecond() {
        return traffic.allowedBytesPerSecond();
    }

    /**
     * Takes the backend out of the traffic. Idempotent; its streams must be closed by their owner.
     */
    @Override
    public void close() {
        traffic.remove(flow);
    }
}
