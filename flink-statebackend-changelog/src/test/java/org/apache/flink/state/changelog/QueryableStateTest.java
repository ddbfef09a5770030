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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.queryablestate.KvStateID;
import org.apache.flink.queryablestate.client.state.serialization.KvStateSerializer;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.query.KvStateEntry;
import org.apache.flink.runtime.query.KvStateRegistry;
import org.apache.flink.runtime.query.KvStateRegistryListener;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.internal.InternalKvState;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A logged state answers queries of other threads, from the table. */
class QueryableStateTest {

    private static final String QUERY = "query";

    private final InPlaceLogStorage log = new InPlaceLogStorage();

    @EachBackend
    void aLoggedStateAnswersQueries(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, log)) {
            ValueState<Long> value = register(task);
            task.backend().setCurrentKey(1);
            value.update(10L);
            assertThat(query(task, 1)).contains(10L);
            assertThat(query(task, 2)).isEmpty();
            value.update(20L);
            assertThat(query(task, 1)).contains(20L);
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = BackendUnderTest.restored(wrapped, log, handle)) {
            register(task);
            assertThat(query(task, 1)).contains(20L);
        }
    }

    private Registered registered = new Registered();

    /** Queryable state is deprecated in Flink, and there. */
    @SuppressWarnings("deprecation")
    private ValueState<Long> register(BackendUnderTest task) throws Exception {
        registered = new Registered();
        KvStateRegistry registry = task.env().getKvStateRegistry();
        registry.registerListener(task.env().getJobID(), registered);
        ValueStateDescriptor<Long> descriptor =
                new ValueStateDescriptor<>("value", LongSerializer.INSTANCE);
        descriptor.setQueryable(QUERY);
        return task.backend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    }

    /** As the server of queryable state does it, on a thread of its own. */
    private Optional<Long> query(BackendUnderTest task, int key) throws Exception {
        KvStateEntry<Integer, VoidNamespace, Long> entry =
                cast(task.env().getKvStateRegistry().getKvState(registered.id));
        InternalKvState<Integer, VoidNamespace, Long> state = entry.getState();
        byte[] keyAndNamespace =
                KvStateSerializer.serializeKeyAndNamespace(
                        key,
                        IntSerializer.INSTANCE,
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE);
        byte[] answer =
                CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return Optional.ofNullable(
                                                state.getSerializedValue(
                                                        keyAndNamespace,
                                                        state.getKeySerializer(),
                                                        state.getNamespaceSerializer(),
                                                        state.getValueSerializer()));
                                    } catch (Exception e) {
                                        throw new AssertionError(e);
                                    }
                                })
                        .get(30, TimeUnit.SECONDS)
                        .orElse(new byte[0]);
        return answer.length == 0
                ? Optional.empty()
                : Optional.of(KvStateSerializer.deserializeValue(answer, LongSerializer.INSTANCE));
    }

    /** The cast holds: only one state is registered. */
    @SuppressWarnings("unchecked")
    private static KvStateEntry<Integer, VoidNamespace, Long> cast(KvStateEntry<?, ?, ?> entry) {
        return (KvStateEntry<Integer, VoidNamespace, Long>) entry;
    }

    private static final class Registered implements KvStateRegistryListener {

        private KvStateID id = new KvStateID();

        @Override
        public void notifyKvStateRegistered(
                JobID jobId,
                JobVertexID jobVertexId,
                KeyGroupRange keyGroupRange,
                String registrationName,
                KvStateID kvStateId) {
            assertThat(registrationName).isEqualTo(QUERY);
            id = kvStateId;
        }

        @Override
        public void notifyKvStateUnregistered(
                JobID jobId,
                JobVertexID jobVertexId,
                KeyGroupRange keyGroupRange,
                String registrationName) {}
    }
}
