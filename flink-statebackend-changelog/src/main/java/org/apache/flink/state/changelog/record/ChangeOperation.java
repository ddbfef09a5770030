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
package org.apache.flink.state.changelog.record;

import java.io.IOException;

/** What a record does. The code is the first byte of a record and never changes its meaning. */
public enum ChangeOperation {
    /** Says what a state id stands for. Belongs to no key group. */
    METADATA(0),
    /** Replaces the value of a key and namespace. */
    SET(1),
    /** Removes the value of a key and namespace. */
    CLEAR(2),
    /** Appends one element to a list. */
    LIST_ADD(3),
    /** Appends several elements to a list. */
    LIST_ADD_ALL(4),
    /** Puts one entry into a map. */
    MAP_PUT(5),
    /** Puts several entries into a map. */
    MAP_PUT_ALL(6),
    /** Removes one entry from a map. */
    MAP_REMOVE(7),
    /** Moves the elements of several namespaces of a list to the end of another. */
    LIST_MERGE(8),
    /** Adds an element to a priority queue. */
    QUEUE_ADD(9),
    /** Removes an element from a priority queue. */
    QUEUE_REMOVE(10);

    private static final ChangeOperation[] BY_CODE = values();

    private final byte code;

    ChangeOperation(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static ChangeOperation ofCode(int code) throws IOException {
        if (code < 0 || code >= BY_CODE.length) {
            throw new CorruptChangeException("operation", "0 to " + (BY_CODE.length - 1), code);
        }
        // Codes are dense and in the order of declaration; a test pins them.
        return BY_CODE[code];
    }
}
