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

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import static org.apache.flink.state.changelog.program.Argument.CHOICE;
import static org.apache.flink.state.changelog.program.Argument.COUNT;
import static org.apache.flink.state.changelog.program.Argument.KEY;
import static org.apache.flink.state.changelog.program.Argument.MAP_KEY;
import static org.apache.flink.state.changelog.program.Argument.MASK;
import static org.apache.flink.state.changelog.program.Argument.NAMESPACE;
import static org.apache.flink.state.changelog.program.Argument.NAMESPACES;
import static org.apache.flink.state.changelog.program.Argument.NUMBER;
import static org.apache.flink.state.changelog.program.Argument.PARALLELISM;
import static org.apache.flink.state.changelog.program.Argument.PENDING;
import static org.apache.flink.state.changelog.program.Argument.SOURCE;
import static org.apache.flink.state.changelog.program.Argument.STATE;
import static org.apache.flink.state.changelog.program.Argument.SUBTASK;
import static org.apache.flink.state.changelog.program.Argument.TIME;

/**
 * What a step does. A step that makes no sense where it stands does nothing, so that every
 * selection of the steps of a program is a program.
 */
enum StepKind {
    VALUE_UPDATE(Group.KEYED, 8, KEY, NAMESPACE, STATE, NUMBER),
    VALUE_CLEAR(Group.KEYED, 3, KEY, NAMESPACE, STATE),
    LIST_ADD(Group.KEYED, 4, KEY, NAMESPACE, NUMBER),
    LIST_ADD_ALL(Group.KEYED, 3, KEY, NAMESPACE, NUMBER, COUNT),
    LIST_UPDATE(Group.KEYED, 3, KEY, NAMESPACE, NUMBER, COUNT),
    LIST_CLEAR(Group.KEYED, 2, KEY, NAMESPACE),
    /** Merges other namespaces into one, as windows that are merged; in no sorted order. */
    LIST_MERGE(Group.KEYED, 3, KEY, NAMESPACE, NAMESPACES),
    MAP_PUT(Group.KEYED, 6, KEY, NAMESPACE, MAP_KEY, NUMBER),
    MAP_PUT_ALL(Group.KEYED, 4, KEY, NAMESPACE, NUMBER, COUNT),
    MAP_REMOVE(Group.KEYED, 4, KEY, NAMESPACE, MAP_KEY),
    MAP_CLEAR(Group.KEYED, 2, KEY, NAMESPACE),
    /** Removes through an iterator of entries, keys, values or the state's own. */
    MAP_ITERATE(Group.KEYED, 5, KEY, NAMESPACE, MAP_KEY, CHOICE),
    MAP_SET_VALUE(Group.KEYED, 4, KEY, NAMESPACE, MAP_KEY, NUMBER),
    SUM_ADD(Group.KEYED, 5, KEY, NAMESPACE, NUMBER),
    SUM_CLEAR(Group.KEYED, 2, KEY, NAMESPACE),
    SUM_MERGE(Group.KEYED, 3, KEY, NAMESPACE, NAMESPACES),
    AGGREGATE_ADD(Group.KEYED, 5, KEY, NAMESPACE, NUMBER),
    AGGREGATE_CLEAR(Group.KEYED, 2, KEY, NAMESPACE),
    AGGREGATE_MERGE(Group.KEYED, 3, KEY, NAMESPACE, NAMESPACES),
    /** One value for each key and namespace of some keys. */
    FILL(Group.KEYED, 2, KEY, NUMBER, COUNT),
    /** Appends to every value of a namespace. */
    APPLY_TO_ALL_KEYS(Group.KEYED, 2, NAMESPACE, NUMBER),
    /** An operation whose serializer throws. */
    REFUSED(Group.KEYED, 4, KEY, NAMESPACE, CHOICE, NUMBER),
    TIMER_ADD(Group.TIMERS, 12, KEY, NAMESPACE, STATE, TIME),
    TIMER_REMOVE(Group.TIMERS, 5, KEY, NAMESPACE, STATE, TIME),
    /** With 3, the polled timer is added again. */
    TIMER_POLL(Group.TIMERS, 6, SUBTASK, STATE, CHOICE),
    /** Tries to remove the timers of one time through the iterator, which Flink refuses. */
    TIMER_ITERATE(Group.TIMERS, 3, SUBTASK, STATE, TIME),
    /** Compares everything with the model. */
    READ(Group.LIFE, 1),
    /** Whatever waits for an uploader is uploaded. */
    UPLOAD(Group.LIFE, 4),
    /** The next attempts to store a batch of the log fail. */
    FAIL_UPLOADS(Group.FAULTS, 1, COUNT),
    /** The next materialization that begins cannot be written, nor a FULL checkpoint until then. */
    FAIL_MATERIALIZATION(Group.FAULTS, 1),
    /** Begins a checkpoint; with 3, a FULL one. */
    CHECKPOINT(Group.LIFE, 10, CHOICE),
    /** Begins a savepoint, canonical or native by turns. */
    SAVEPOINT(Group.LIFE, 3, CHOICE),
    /** Stores the parts of some subtasks. */
    STORE(Group.LIFE, 6, PENDING, MASK),
    /** Stores what is not stored and completes. */
    COMPLETE(Group.LIFE, 9, PENDING, MASK),
    ABORT(Group.LIFE, 3, PENDING, MASK),
    /** A subtask gets the notifications that were late. */
    DELIVER(Group.LIFE, 3, SUBTASK),
    MATERIALIZE(Group.LIFE, 7, SUBTASK),
    /** The task learns that its materialization is stored, or is not. */
    FINISH_MATERIALIZATION(Group.LIFE, 7, SUBTASK),
    /** All subtasks fail and are restored from the latest checkpoint. */
    FAIL(Group.RESTORE, 4, PARALLELISM, CHOICE),
    /**
     * A new job from a retained checkpoint or savepoint. The choices: restore mode, what is
     * switched, whether the job itself is compared at once.
     */
    RESTART(Group.RESTORE, 4, SOURCE, PARALLELISM, CHOICE, CHOICE, CHOICE);

    /** Kinds that are frequent or rare together. */
    enum Group {
        KEYED,
        TIMERS,
        LIFE,
        FAULTS,
        RESTORE
    }

    private final Group group;
    private final int weight;

    @SuppressWarnings("ImmutableEnumChecker") // It cannot be modified.
    private final List<Argument> arguments;

    StepKind(Group group, int weight, Argument... arguments) {
        this.group = group;
        this.weight = weight;
        this.arguments = Collections.unmodifiableList(Arrays.asList(arguments));
    }

    Group group() {
        return group;
    }

    /** How frequent it is within its group. */
    int weight() {
        return weight;
    }

    List<Argument> arguments() {
        return arguments;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static StepKind ofText(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
