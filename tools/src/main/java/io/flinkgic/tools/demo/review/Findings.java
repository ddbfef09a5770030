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
package io.flinkgic.tools.demo.review;

import io.flinkgic.tools.output.OutputReport;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges a demo. Exactly once is the verdict over the output; the demo as a whole also fails if
 * what was demanded of the cluster was not seen.
 */
public final class Findings {

    private final OutputReport output;
    private final List<String> shortcomings = new ArrayList<>();

    public Findings(OutputReport output) {
        this.output = output;
    }

    /** Notes a shortcoming unless what was demanded was seen. */
    public void demand(boolean seen, String shortcoming) {
        if (!seen) {
            shortcomings.add(shortcoming);
        }
    }

    public boolean success() {
        return output.exactlyOnce() && shortcomings.isEmpty();
    }

    /** The last lines of the demo: mismatches, shortcomings, and the verdict. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String mismatch : output.firstMismatches()) {
            lines.add("mismatch: " + mismatch);
        }
        for (String shortcoming : shortcomings) {
            lines.add("demanded, not seen: " + shortcoming);
        }
        lines.add(
                output.exactlyOnce()
                        ? "verdict: exactly once"
                        : "verdict: NOT exactly once: "
                                + output.totalMismatches()
                                + " mismatches, the first: "
                                + output.firstMismatches().get(0));
        return lines;
    }
}
