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
package org.apache.flink.state.changelog.state;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.state.changelog.record.StateMetadata;

import java.util.Arrays;
import java.util.OptionalLong;

/** A state id, what it stands for, and whether the log of this epoch says so. Task thread only. */
final class RegisteredState {

    private final StateMetadata metadata;
    private final TypeSerializer<?>[] serializers;
    private OptionalLong lastAnnounced = OptionalLong.empty();

    RegisteredState(StateMetadata metadata, TypeSerializer<?>[] serializers) {
        this.metadata = metadata;
        this.serializers = serializers.clone();
    }

    int id() {
        return metadata.stateId();
    }

    StateMetadata metadata() {
        return metadata;
    }

    /** Whether all that the log says of this state holds for the other one. */
    boolean is(StateMetaInfoSnapshot other, TypeSerializer<?>[] otherSerializers) {
        return Arrays.equals(serializers, otherSerializers)
                && metadata.state().getOptionsImmutable().equals(other.getOptionsImmutable());
    }

    boolean announcedIn(long epoch) {
        return lastAnnounced.isPresent() && lastAnnounced.getAsLong() == epoch;
    }

    void announced(long epoch) {
        lastAnnounced = OptionalLong.of(epoch);
    }
}
