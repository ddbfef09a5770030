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
import java.util.stream.Collectors;

import static org.apache.flink.util.Preconditions.checkArgument;

/** One line of a program: a kind and its arguments, such as {@code map-put 3 0 1 17}. Immutable. */
final class Step {

    private final StepKind kind;
    private final int[] arguments;

    Step(StepKind kind, int... arguments) {
        checkArgument(
                arguments.length == kind.arguments().size(),
                "%s takes %s, not %s",
                kind.text(),
                kind.arguments(),
                Arrays.toString(arguments));
        for (int i = 0; i < arguments.length; i++) {
            int bound = kind.arguments().get(i).bound();
            checkArgument(arguments[i] >= 0 && arguments[i] < bound, "%s", arguments[i]);
        }
        this.kind = kind;
        this.arguments = arguments.clone();
    }

    static Step parse(String line) {
        String[] words = line.trim().split(" +");
        return new Step(
                StepKind.ofText(words[0]),
                Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray());
    }

    StepKind kind() {
        return kind;
    }

    int argument(int index) {
        return arguments[index];
    }

    Step withArgument(int index, int value) {
        int[] others = arguments.clone();
        others[index] = value;
        return new Step(kind, others);
    }

    @Override
    public String toString() {
        return Arrays.stream(arguments)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" ", kind.text() + " ", ""))
                .trim();
    }
}
