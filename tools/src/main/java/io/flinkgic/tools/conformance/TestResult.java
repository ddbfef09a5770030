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
package io.flinkgic.tools.conformance;

import java.util.Optional;

/** What came of one test. Immutable. */
final class TestResult {

    enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    private final String className;
    private final String name;
    private final double seconds;
    private final Outcome outcome;
    private final Optional<String> reason;

    /**
     * @param reason why it failed or was skipped, as far as it says
     */
    TestResult(
            String className,
            String name,
            double seconds,
            Outcome outcome,
            Optional<String> reason) {
        this.className = className;
        this.name = name;
        this.seconds = seconds;
        this.outcome = outcome;
        this.reason = reason;
    }

    String className() {
        return className;
    }

    String name() {
        return name;
    }

    double seconds() {
        return seconds;
    }

    Outcome outcome() {
        return outcome;
    }

    Optional<String> reason() {
        return reason;
    }
}
