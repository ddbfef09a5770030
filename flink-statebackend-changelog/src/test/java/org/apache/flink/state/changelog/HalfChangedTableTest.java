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

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A change that fails when the table has taken some of it: no checkpoint may be taken of a log
 * without.
 */
class HalfChangedTableTest {

    @EachBackend
    void entriesThatTheTableTookBeforeOneFailedAreAHoleInTheLog(String name, StateBackend wrapped)
            throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, new InPlaceLogStorage())) {
            MapState<String, String> map =
                    state(
                            task,
                            new MapStateDescriptor<>(
                                    "map", StringSerializer.INSTANCE, StringSerializer.INSTANCE));
            map.put("old", "old");

            assertThatThrownBy(() -> map.putAll(new ReadableOnce(Map.of("new", "new"))))
                    .hasMessage("read again");

            assertThat(map.get("new")).as("the table has it").isEqualTo("new");
            assertThatThrownBy(() -> task.checkpoint(1)).hasStackTraceContaining("read again");
        }
    }

    @EachBackend
    void elementsThatTheTableMayHaveTakenBeforeOneFailedAreAHoleInTheLog(
            String name, StateBackend wrapped) throws Exception {
        try (BackendUnderTest task = BackendUnderTest.fresh(wrapped, new InPlaceLogStorage())) {
            ListState<String> list =
                    state(task, new ListStateDescriptor<>("list", StringSerializer.INSTANCE));
            list.add("old");

            assertThatThrownBy(() -> list.addAll(new ReadableTwice(List.of("new"))))
                    .hasMessage("read again");

            assertThatThrownBy(() -> task.checkpoint(1)).hasStackTraceContaining("read again");
        }
    }

    private static <S extends State> S state(
            BackendUnderTest task, StateDescriptor<S, ?> descriptor) throws Exception {
        S state =
                task.backend()
                        .getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                descriptor);
        task.backend().setCurrentKey(1);
        return state;
    }

    /** When read again, it fails behind its entries. */
    private static final class ReadableOnce extends LinkedHashMap<String, String> {

        private static final long serialVersionUID = 1L;

        private boolean wasRead;

        ReadableOnce(Map<String, String> entries) {
            super(entries);
        }

        @Override
        public Set<Map.Entry<String, String>> entrySet() {
            boolean again = wasRead;
            wasRead = true;
            return new LinkedHashSet<>(super.entrySet()) {
                private static final long serialVersionUID = 1L;

                @Override
                public Iterator<Map.Entry<String, String>> iterator() {
                    Iterator<Map.Entry<String, String>> entries = super.iterator();
                    return again ? new Failing<>(entries) : entries;
                }
            };
        }
    }

    /** To be checked, and to be logged. When read again, it fails behind its elements. */
    private static final class ReadableTwice extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        private int reads;

        ReadableTwice(List<String> elements) {
            super(elements);
        }

        @Override
        public Iterator<String> iterator() {
            reads++;
            return reads > 2 ? new Failing<>(super.iterator()) : super.iterator();
        }
    }

    private static final class Failing<E> implements Iterator<E> {

        private final Iterator<E> elements;

        Failing(Iterator<E> elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            if (!elements.hasNext()) {
                throw new IllegalStateException("read again");
            }
            return true;
        }

        @Override
        public E next() {
            return elements.next();
        }
    }
}
