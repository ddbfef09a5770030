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
package io.flinkgic.tools.output;

import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.ReadRecords;
import io.flinkgic.examples.replay.SplitRanges;
import io.flinkgic.examples.replay.WindowRow;
import io.flinkgic.examples.replay.model.WindowModel;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges what SlidingWindow committed. Exactly once holds if the notes of its progress hold, and
 * the windows that are over after these records were committed once, each with all of its records
 * and no others.
 *
 * <p>Records of windows that are not over are in state only; nobody sees them.
 */
public final class WindowVerifier {

    private final WindowModel model;
    private final SplitRanges ranges;

    public WindowVerifier(WindowModel model, SplitRanges ranges) {
        this.model = model;
        this.ranges = ranges;
    }

    /**
     * @param lastAttempt what the source says, if it was asked
     */
    public OutputReport verify(
            List<WindowRow> rows, List<ProgressRow> notes, Optional<LastAttempt> lastAttempt) {
        Mismatches mismatches = new Mismatches();
        if (rows.isEmpty()) {
            mismatches.add("nothing was committed");
        }
        ReadRecords read = new ProgressVerifier(ranges, mismatches).verify(notes, lastAttempt);
        compare(rows, model.rowsAfter(read), mismatches);
        long keys = rows.stream().mapToLong(WindowRow::key).distinct().count();
        return new OutputReport(rows.size(), Math.toIntExact(keys), mismatches);
    }

    private static void compare(
            List<WindowRow> rows, List<WindowRow> expected, Mismatches mismatches) {
        Map<List<Long>, WindowRow> missing = new LinkedHashMap<>();
        expected.forEach(row -> missing.put(place(row), row));
        Set<List<Long>> seen = new HashSet<>();
        for (WindowRow row : rows) {
            WindowRow right = missing.remove(place(row));
            if (!seen.add(place(row))) {
                mismatches.add("window " + row + " appears again");
            } else if (right == null) {
                mismatches.add("window " + row + " was committed, but there is none that is over");
            } else if (!right.equals(row)) {
                mismatches.add("window " + right + ": committed as " + row);
            }
        }
        missing.values().forEach(row -> mismatches.add("window " + row + " is missing"));
    }

    private static List<Long> place(WindowRow row) {
        return List.of(row.startMs(), row.key());
    }
}
