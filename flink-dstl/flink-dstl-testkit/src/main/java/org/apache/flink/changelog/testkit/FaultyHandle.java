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
package org.apache.flink.changelog.testkit;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A stored batch of which the medium keeps something else than was written, or whose reads go wrong
 * as planned. Equals every handle of the same batch of the same store. Stays in the process.
 */
final class FaultyHandle implements StreamStateHandle {

    private static final long serialVersionUID = 1L;

    private final StreamStateHandle sound;
    private final transient UnaryOperator<byte[]> damage;
    private final transient FaultPlan plan;

    FaultyHandle(StreamStateHandle sound, UnaryOperator<byte[]> damage, FaultPlan plan) {
        this.sound = sound;
        this.damage = damage;
        this.plan = plan;
    }

    /** As the store knows it. */
    StreamStateHandle sound() {
        return sound;
    }

    @Override
    public FSDataInputStream openInputStream() throws IOException {
        UnaryOperator<byte[]> inThisRead = plan.pass(FaultPlan.Step.READ);
        byte[] written;
        try (FSDataInputStream stream = sound.openInputStream()) {
            written = stream.readAllBytes();
        }
        return new BytesStream(inThisRead.apply(damage.apply(written)));
    }

    /** Not known to be in memory: every read is a step. */
    @Override
    public Optional<byte[]> asBytesIfInMemory() {
        return Optional.empty();
    }

    @Override
    public PhysicalStateHandleID getStreamStateHandleID() {
        return sound.getStreamStateHandleID();
    }

    @Override
    public void discardState() throws Exception {
        sound.discardState();
    }

    @Override
    public long getStateSize() {
        return sound.getStateSize();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultyHandle && sound.equals(((FaultyHandle) other).sound);
    }

    @Override
    public int hashCode() {
        return sound.hashCode();
    }

    @Override
    public String toString() {
        return sound.toString();
    }
}
