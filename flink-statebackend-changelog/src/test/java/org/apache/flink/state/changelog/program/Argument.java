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

/** What the numbers behind a step mean; each is in [0, bound). */
enum Argument {
    KEY(24),
    NAMESPACE(4),
    /** Some namespaces, one bit each. */
    NAMESPACES(16),
    /** Which of two states of a kind. */
    STATE(2),
    /** Content. */
    NUMBER(1000),
    /** How many of something small. */
    COUNT(6),
    MAP_KEY(4),
    /** Few, so that timers meet. */
    TIME(6),
    /** A choice that the step explains. */
    CHOICE(4),
    /** Which subtask; modulo the parallelism. */
    SUBTASK(4),
    /** Which of the checkpoints under way, the oldest first; modulo their number. */
    PENDING(3),
    /** Two bits for each subtask. */
    MASK(256),
    /** Which restorable thing, the youngest first; modulo their number. */
    SOURCE(4),
    /** One less than the parallelism. */
    PARALLELISM(4);

    private final int bound;

    Argument(int bound) {
        this.bound = bound;
    }

    int bound() {
        return bound;
    }
}
