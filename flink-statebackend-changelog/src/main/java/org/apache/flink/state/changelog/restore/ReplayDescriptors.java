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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.state.changelog.table.KnownSerializer;

import java.util.function.UnaryOperator;

/**
 * Descriptors from metadata, without the user's functions: replay sets combined values, and the
 * user's own registration replaces the function before anything is combined. Pure.
 */
final class ReplayDescriptors {

    private ReplayDescriptors() {}

    /**
     * The casts hold: the kind of a state decides the form of its serializer.
     *
     * @param known whether the backend has the state already, with the same schema
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static <V> StateDescriptor<State, V> of(
            RegisteredKeyValueStateBackendMetaInfo<?, V> state, boolean known) {
        UnaryOperator<TypeSerializer<?>> form =
                known ? restored -> new KnownSerializer<>(restored) : UnaryOperator.identity();
        return (StateDescriptor)
                create(state.getName(), state.getStateType(), state.getStateSerializer(), form);
    }

    /**
     * @param form of the innermost serializers
     */
    private static StateDescriptor<?, ?> create(
            String name,
            StateDescriptor.Type type,
            TypeSerializer<?> serializer,
            UnaryOperator<TypeSerializer<?>> form) {
        switch (type) {
            case VALUE:
                return new ValueStateDescriptor<>(name, form.apply(serializer));
            case LIST:
                return new ListStateDescriptor<>(
                        name, form.apply(((ListSerializer<?>) serializer).getElementSerializer()));
            case MAP:
                MapSerializer<?, ?> map = (MapSerializer<?, ?>) serializer;
                return new MapStateDescriptor<>(
                        name,
                        form.apply(map.getKeySerializer()),
                        form.apply(map.getValueSerializer()));
            case REDUCING:
                return reducing(name, form.apply(serializer));
            case AGGREGATING:
                return new AggregatingStateDescriptor<>(
                        name, new MissingAggregateFunction<>(name), form.apply(serializer));
            default:
                throw new UnsupportedOperationException(
                        "State " + name + " is of kind " + type + ", which cannot be replayed.");
        }
    }

    private static <V> StateDescriptor<?, V> reducing(String name, TypeSerializer<V> serializer) {
        return new ReducingStateDescriptor<>(
                name,
                (first, second) -> {
                    throw notRegistered(name);
                },
                serializer);
    }

    private static IllegalStateException notRegistered(String state) {
        return new IllegalStateException(
                "State " + state + " was restored and not registered: its function is unknown.");
    }

    private static final class MissingAggregateFunction<ACC>
            implements AggregateFunction<Object, ACC, Object> {

        private static final long serialVersionUID = 1L;

        private final String state;

        MissingAggregateFunction(String state) {
            this.state = state;
        }

        @Override
        public ACC createAccumulator() {
            throw notRegistered(state);
        }

        @Override
        public ACC add(Object value, ACC accumulator) {
            throw notRegistered(state);
        }

        @Override
        public Object getResult(ACC accumulator) {
            throw notRegistered(state);
        }

        @Override
        public ACC merge(ACC first, ACC second) {
            throw notRegistered(state);
        }
    }
}
