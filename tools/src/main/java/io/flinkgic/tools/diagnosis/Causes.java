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
package io.flinkgic.tools.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Condenses stack traces, of which Flink prints hundreds of lines, to the chain of their causes.
 */
public final class Causes {

    private static final String MARK = "Caused by: ";
    private static final int LAST_CAUSES = 3;
    private static final int LAST_LINES = 10;

    private Causes() {}

    /** The innermost causes, outermost first; without any, the last lines that are no frames. */
    public static String of(String printed) {
        List<String> lines =
                printed.lines().filter(line -> !isFrame(line)).collect(Collectors.toList());
        Set<String> causes =
                lines.stream()
                        .filter(line -> line.startsWith(MARK))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> kept =
                causes.isEmpty()
                        ? last(LAST_LINES, lines)
                        : last(LAST_CAUSES, new ArrayList<>(causes));
        return String.join("\n", kept);
    }

    private static boolean isFrame(String line) {
        String text = line.strip();
        return text.isEmpty()
                || text.startsWith("at ")
                || text.startsWith("... ")
                || text.startsWith("Suppressed: ");
    }

    private static List<String> last(int number, List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - number), lines.size());
    }
}
