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

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The class of the user's values has fewer fields than when they were written. */
class RemovedFieldTest {

    private final InPlaceLogStorage log = new InPlaceLogStorage();
    private final Class<?> before = person("name", "city");
    private final Class<?> after = person("name");

    @EachBackend
    void materializedAndLogged(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped, before)) {
            States<?> states = new States<>(task, before);
            states.write("Ada");
            task.materialize();
            states.write("Bob");
            handle = task.checkpoint(1);
        }
        assertThat(((ChangelogStateBackendHandle) handle).getMaterializedStateHandles())
                .isNotEmpty();
        assertRestored(wrapped, handle);
    }

    /** The second log meets the state that the first one has created. */
    @EachBackend
    void loggedByTwoAttempts(String name, StateBackend wrapped) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped, before)) {
            new States<>(task, before).write("Ada");
            handle = task.checkpoint(1);
        }
        try (BackendUnderTest task = open(wrapped, before, handle)) {
            new States<>(task, before).write("Bob");
            handle = task.checkpoint(2);
        }
        assertThat(((ChangelogStateBackendHandle) handle).getNonMaterializedStateHandles())
                .hasSize(2);
        assertRestored(wrapped, handle);
    }

    /** Also from what is materialized before the job asks for the states, and after that. */
    private void assertRestored(StateBackend wrapped, KeyedStateHandle restored) throws Exception {
        KeyedStateHandle handle;
        try (BackendUnderTest task = open(wrapped, after, restored)) {
            task.materialize();
            handle = task.checkpoint(3);
        }
        try (BackendUnderTest task = open(wrapped, after, handle)) {
            new States<>(task, after).assertNames("Ada", "Bob");
        }
        try (BackendUnderTest task = open(wrapped, after, restored)) {
            States<?> states = new States<>(task, after);
            states.assertNames("Ada", "Bob");
            states.write("Cleo");
            handle = task.checkpoint(3);
        }
        try (BackendUnderTest task = open(wrapped, after, handle)) {
            new States<>(task, after).assertNames("Ada", "Bob", "Cleo");
        }
    }

    private BackendUnderTest open(
            StateBackend wrapped, Class<?> person, KeyedStateHandle... handles) throws Exception {
        TaskSettings settings = new TaskSettings();
        settings.userCode = person.getClassLoader();
        return BackendUnderTest.create(wrapped, log, settings, handles);
    }

    /** Each in a class loader of its own, as that of a job. */
    private static Class<?> person(String... fields) {
        DynamicType.Builder<?> builder = new ByteBuddy().subclass(Object.class).name("user.Person");
        for (String field : fields) {
            builder = builder.defineField(field, String.class, Visibility.PUBLIC);
        }
        return builder.make().load(RemovedFieldTest.class.getClassLoader()).getLoaded();
    }

    private static final class States<T> {

        private final BackendUnderTest task;
        private final Class<T> person;
        private final ValueState<T> value;
        private final ListState<T> list;
        private final MapState<String, T> map;
        private final ReducingState<T> latest;
        private final ListState<T> expiring;

        States(BackendUnderTest task, Class<T> person) throws Exception {
            TypeSerializer<T> serializer =
                    TypeExtractor.createTypeInfo(person)
                            .createSerializer(new SerializerConfigImpl());
            assertThat(TypeExtractor.createTypeInfo(person)).isInstanceOf(PojoTypeInfo.class);
            this.task = task;
            this.person = person;
            this.value =
                    EvolvingStates.register(task, new ValueStateDescriptor<>("value", serializer));
            this.list =
                    EvolvingStates.register(task, new ListStateDescriptor<>("list", serializer));
            this.map =
                    EvolvingStates.register(
                            task,
                            new MapStateDescriptor<>("map", StringSerializer.INSTANCE, serializer));
            this.latest =
                    EvolvingStates.register(
                            task,
                            new ReducingStateDescriptor<>(
                                    "latest", (first, second) -> second, serializer));
            ListStateDescriptor<T> hours = new ListStateDescriptor<>("expiring", serializer);
            hours.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofHours(1)).build());
            this.expiring = EvolvingStates.register(task, hours);
        }

        void write(String name) throws Exception {
            task.backend().setCurrentKey(1);
            T written = person.getConstructor().newInstance();
            person.getField("name").set(written, name);
            value.update(written);
            list.add(written);
            map.put(name, written);
            latest.add(written);
            expiring.add(written);
        }

        void assertNames(String... names) throws Exception {
            task.backend().setCurrentKey(1);
            assertThat(name(value.value())).isEqualTo(names[names.length - 1]);
            assertThat(name(latest.get())).isEqualTo(names[names.length - 1]);
            assertThat(listed(list)).containsExactly(names);
            assertThat(listed(expiring)).containsExactly(names);
            for (String name : names) {
                assertThat(name(map.get(name))).isEqualTo(name);
            }
        }

        private List<String> listed(ListState<T> elements) throws Exception {
            List<String> listed = new ArrayList<>();
            for (T element : elements.get()) {
                listed.add(name(element));
            }
            return listed;
        }

        private String name(T named) throws ReflectiveOperationException {
            return (String) person.getField("name").get(named);
        }
    }
}
