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

import org.apache.flink.runtime.state.internal.InternalMapState;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Carries out steps on maps. Every fifth value is null. */
final class MapSteps {

    private final ProgramStates states;
    private final TableModel model;

    MapSteps(ProgramStates states, TableModel model) {
        this.states = states;
        this.model = model;
    }

    private static String mapKey(int number) {
        return "m" + number;
    }

    private static String mapValue(int number) {
        return number % 5 == 0 ? null : TableSteps.text(number);
    }

    void apply(Step step, int key, int namespace) throws Exception {
        InternalMapState<Integer, Integer, String, String> map = states.map(key, namespace);
        Map<String, String> after =
                new HashMap<>(
                        model.<Map<String, String>>get(ProgramStates.MAP, key, namespace)
                                .orElse(Collections.emptyMap()));
        switch (step.kind()) {
            case MAP_PUT:
                map.put(mapKey(step.argument(2)), mapValue(step.argument(3)));
                after.put(mapKey(step.argument(2)), mapValue(step.argument(3)));
                break;
            case MAP_PUT_ALL:
                Map<String, String> added = new HashMap<>();
                for (int i = 0; i < step.argument(3); i++) {
                    added.put(mapKey(i), mapValue(step.argument(2) + i));
                }
                map.putAll(added);
                after.putAll(added);
                break;
            case MAP_REMOVE:
                map.remove(mapKey(step.argument(2)));
                after.remove(mapKey(step.argument(2)));
                break;
            case MAP_CLEAR:
                map.clear();
                after.clear();
                break;
            case MAP_SET_VALUE:
                setValue(map, after, mapKey(step.argument(2)), mapValue(step.argument(3)));
                break;
            case MAP_ITERATE:
                removeThroughIterator(map, after, mapKey(step.argument(2)), step.argument(3));
                break;
            default:
                throw new AssertionError(step);
        }
        if (after.isEmpty()) {
            model.clear(ProgramStates.MAP, key, namespace);
        } else {
            model.set(ProgramStates.MAP, key, namespace, after);
        }
    }

    private static void setValue(
            InternalMapState<Integer, Integer, String, String> map,
            Map<String, String> after,
            String mapKey,
            String value)
            throws Exception {
        for (Map.Entry<String, String> entry : map.entries()) {
            if (entry.getKey().equals(mapKey)) {
                entry.setValue(value);
                after.put(mapKey, value);
            }
        }
    }

    /** Removes an entry, or whatever has the same value as that entry. */
    private static void removeThroughIterator(
            InternalMapState<Integer, Integer, String, String> map,
            Map<String, String> after,
            String mapKey,
            int choice)
            throws Exception {
        if (!after.containsKey(mapKey)) {
            return;
        }
        Optional<String> value = Optional.ofNullable(after.get(mapKey));
        switch (choice) {
            case 0:
                remove(map.entries().iterator(), Map.entry(mapKey, value), MapSteps::entry);
                after.remove(mapKey);
                return;
            case 1:
                remove(map.keys().iterator(), mapKey, key -> key);
                after.remove(mapKey);
                return;
            case 2:
                remove(map.values().iterator(), value, Optional::ofNullable);
                after.values().removeIf(other -> Objects.equals(other, value.orElse(null)));
                return;
            default:
                remove(map.iterator(), Map.entry(mapKey, value), MapSteps::entry);
                after.remove(mapKey);
        }
    }

    private static Map.Entry<String, Optional<String>> entry(Map.Entry<String, String> entry) {
        return Map.entry(entry.getKey(), Optional.ofNullable(entry.getValue()));
    }

    private static <T, R> void remove(Iterator<T> iterator, R removed, Function<T, R> view) {
        while (iterator.hasNext()) {
            if (view.apply(iterator.next()).equals(removed)) {
                iterator.remove();
            }
        }
    }
}
