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

import java.util.BitSet;

/**
 * A set of numbers that should be {@code 0, 1, 2 ... n-1}, each once, added in any order.
 *
 * <p>Numbers are bounded by how many may come at all, so that one wild number costs no memory.
 */
final class Progression {

    private final String subject;
    private final int limit;
    private final Mismatches mismatches;
    private final BitSet seen = new BitSet();

    /**
     * @param subject what is counted, for messages
     * @param limit more numbers than this are never added, so one as large leaves a gap for certain
     */
    Progression(String subject, int limit, Mismatches mismatches) {
        this.subject = subject;
        this.limit = limit;
        this.mismatches = mismatches;
    }

    void add(long number) {
        if (number < 0 || number >= limit) {
            mismatches.add(subject + ": " + number + " is out of line");
        } else if (seen.get((int) number)) {
            mismatches.add(subject + ": " + number + " appears again");
        } else {
            seen.set((int) number);
        }
    }

    /** Call it after the last number was added. */
    void reportGaps() {
        for (int gap = seen.nextClearBit(0);
                gap < seen.length();
                gap = seen.nextClearBit(gap + 1)) {
            mismatches.add(subject + ": " + gap + " is missing");
        }
    }

    /** One more than the largest number. */
    int length() {
        return seen.length();
    }
}
