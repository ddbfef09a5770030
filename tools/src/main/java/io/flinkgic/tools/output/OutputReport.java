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

import java.util.List;

/** The judgement over an output: how much it is, and what is wrong with it. */
public final class OutputReport {

    private final long rows;
    private final int keys;
    private final Mismatches mismatches;

    OutputReport(long rows, int keys, Mismatches mismatches) {
        this.rows = rows;
        this.keys = keys;
        this.mismatches = mismatches;
    }

    /** Whether every record that the source emitted counted exactly once. */
    public boolean exactlyOnce() {
        return mismatches.total() == 0;
    }

    /** Number of committed rows. */
    public long rows() {
        return rows;
    }

    /** Number of distinct keys in them: words, or what the job groups by. */
    public int keys() {
        return keys;
    }

    /** How many mismatches there are. */
    public long totalMismatches() {
        return mismatches.total();
    }

    /** The first few mismatches, each as a sentence. */
    public List<String> firstMismatches() {
        return mismatches.first();
    }
}
