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
package org.apache.flink.state.changelog.program;

import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.state.changelog.PickyStringSerializer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Carries out steps that change keyed state, on the states of a subtask and on the model. */
final class TableSteps {

    private final ProgramStates states;
    private final TableModel model;
    private final KeyGroupRange range;

    /** Whether what a serializer refuses must leave no trace; without a log it may. */
    private final boolean logged;

    TableSteps(ProgramStates states, TableModel model, KeyGroupRange range, boolean logged) {
        this.states = states;
        this.model = model;
        this.range = range;
        this.logged = logged;
    }

    /** Some text, of some length. */
    static String text(int number) {
        StringBuilder text = new StringBuilder("t").append(number);
        for (int i = 0; i < number % 40; i++) {
            text.append('.');
        }
        return text.toString();
    }

    private static List<String> texts(int number, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(number + i));
        }
        return texts;
    }

    /** The namespaces of a mask but the target, those behind it first: a list has an order. */
    private static List<Integer> sources(int target, int mask) {
        List<Integer> sources = new ArrayList<>();
        for (int i = 1; i < Argument.NAMESPACE.bound(); i++) {
            int source = (target + i) % Argument.NAMESPACE.bound();
            if ((mask >> source & 1) == 1) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** Carries out a step, if its key is one of this subtask. */
    void apply(Step step) throws Exception {
        int first = step.argument(0);
        if (step.kind() == StepKind.APPLY_TO_ALL_KEYS) {
            applyToAllKeys(first, text(step.argument(1)));
        } else if (step.kind() == StepKind.FILL) {
            fill(first, step.argument(1), step.argument(2));
        } else if (TableModel.contains(range, first)) {
            applyToCell(step, first, step.argument(1));
        }
    }

    private void applyToCell(Step step, int key, int namespace) throws Exception {
        switch (step.kind()) {
            case VALUE_UPDATE:
                updateValue(step.argument(2), key, namespace, text(step.argument(3)));
                return;
            case VALUE_CLEAR:
                states.value(step.argument(2), key, namespace).clear();
                model.clear(ProgramStates.valueName(step.argument(2)), key, namespace);
                return;
            case LIST_ADD:
            case LIST_ADD_ALL:
            case LIST_UPDATE:
            case LIST_CLEAR:
            case LIST_MERGE:
                changeList(step, key, namespace);
                return;
            case REFUSED:
                if (logged) {
                    refuse(step.argument(2), key, namespace, step.argument(3));
                }
                return;
            case SUM_ADD:
                states.sum(key, namespace).add((long) step.argument(2));
                addNumber(ProgramStates.SUM, key, namespace, step.argument(2));
                return;
            case SUM_CLEAR:
                states.sum(key, namespace).clear();
                model.clear(ProgramStates.SUM, key, namespace);
                return;
            case SUM_MERGE:
                List<Integer> summed = sources(namespace, step.argument(2));
                states.sum(key, namespace).mergeNamespaces(namespace, summed);
                mergeNumbers(ProgramStates.SUM, key, namespace, summed);
                return;
            case AGGREGATE_ADD:
                states.aggregate(key, namespace).add(step.argument(2));
                addNumber(ProgramStates.AGGREGATE, key, namespace, 2L * step.argument(2));
                return;
            case AGGREGATE_CLEAR:
                states.aggregate(key, namespace).clear();
                model.clear(ProgramStates.AGGREGATE, key, namespace);
                return;
            case AGGREGATE_MERGE:
                List<Integer> aggregated = sources(namespace, step.argument(2));
                states.aggregate(key, namespace).mergeNamespaces(namespace, aggregated);
                mergeNumbers(ProgramStates.AGGREGATE, key, namespace, aggregated);
                return;
            default:
                new MapSteps(states, model).apply(step, key, namespace);
        }
    }

    private void updateValue(int which, int key, int namespace, String value) throws Exception {
        states.value(which, key, namespace).update(value);
        model.set(ProgramStates.valueName(which), key, namespace, value);
    }

    private void fill(int firstKey, int number, int keys) throws Exception {
        for (int key = firstKey; key < Math.min(firstKey + keys, Argument.KEY.bound()); key++) {
            for (int namespace = 0; namespace < Argument.NAMESPACE.bound(); namespace++) {
                if (TableModel.contains(range, key)) {
                    updateValue(0, key, namespace, text(number + key));
                }
            }
        }
    }

    private void applyToAllKeys(int namespace, String added) throws Exception {
        states.backend()
                .applyToAllKeys(
                        namespace,
                        IntSerializer.INSTANCE,
                        ProgramStates.valueDescriptor(0),
                        (key, state) -> state.update(shorten(state.value() + added)));
        model.replaceAll(
                ProgramStates.valueName(0), namespace, range, value -> shorten(value + added));
    }

    private static String shorten(String text) {
        return text.substring(Math.max(0, text.length() - 60));
    }

    private void changeList(Step step, int key, int namespace) throws Exception {
        List<String> after =
                new ArrayList<>(
                        model.<List<String>>get(ProgramStates.LIST, key, namespace)
                                .orElse(Collections.emptyList()));
        switch (step.kind()) {
            case LIST_ADD:
                states.list(key, namespace).add(text(step.argument(2)));
                after.add(text(step.argument(2)));
                break;
            case LIST_ADD_ALL:
                List<String> added = texts(step.argument(2), step.argument(3));
                states.list(key, namespace).addAll(added);
                after.addAll(added);
                break;
            case LIST_UPDATE:
                List<String> others = texts(step.argument(2), step.argument(3));
                states.list(key, namespace).update(others);
                after = others;
                break;
            case LIST_MERGE:
                List<Integer> sources = sources(namespace, step.argument(2));
                states.list(key, namespace).mergeNamespaces(namespace, sources);
                for (int source : sources) {
                    model.<List<String>>get(ProgramStates.LIST, key, source)
                            .ifPresent(after::addAll);
                    model.clear(ProgramStates.LIST, key, source);
                }
                break;
            default:
                states.list(key, namespace).clear();
                after.clear();
        }
        if (after.isEmpty()) {
            model.clear(ProgramStates.LIST, key, namespace);
        } else {
            model.set(ProgramStates.LIST, key, namespace, after);
        }
    }

    private void addNumber(String state, int key, int namespace, long added) {
        long before = model.<Long>get(state, key, namespace).orElse(0L);
        model.set(state, key, namespace, before + added);
    }

    private void mergeNumbers(String state, int key, int namespace, List<Integer> sources) {
        for (int source : sources) {
            model.<Long>get(state, key, source)
                    .ifPresent(moved -> addNumber(state, key, namespace, moved));
            model.clear(state, key, source);
        }
    }

    /** Table and log stay as they are. */
    private void refuse(int choice, int key, int namespace, int number) {
        String refused = PickyStringSerializer.REFUSED;
        List<String> texts = List.of(text(number), refused);
        assertThatThrownBy(
                        () -> {
                            switch (choice) {
                                case 0:
                                    states.value(0, key, namespace).update(refused);
                                    return;
                                case 1:
                                    states.list(key, namespace).addAll(texts);
                                    return;
                                case 2:
                                    Map<String, String> entries = new HashMap<>();
                                    entries.put("m0", text(number));
                                    entries.put("m1", refused);
                                    states.map(key, namespace).putAll(entries);
                                    return;
                                default:
                                    refuseEntry(key, namespace, refused);
                            }
                        })
                .as("what the serializer refuses")
                .hasStackTraceContaining("serializer failed");
    }

    private void refuseEntry(int key, int namespace, String refused) throws Exception {
        Iterator<Map.Entry<String, String>> entries = states.map(key, namespace).iterator();
        if (entries.hasNext()) {
            entries.next().setValue(refused);
        } else {
            states.list(key, namespace).update(List.of(refused));
        }
    }
}
