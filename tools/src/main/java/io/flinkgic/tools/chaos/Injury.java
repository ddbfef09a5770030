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
package io.flinkgic.tools.chaos;

import java.io.IOException;
import java.time.Duration;

/** What a fault has done, and how it goes on. Immutable. */
final class Injury {

    private static final Step NOTHING = () -> {};

    private final String what;
    private final Course course;
    private final boolean disturbs;
    private final Step next;
    private final Duration length;
    private final Step end;

    /** What becomes of the job at once. */
    private enum Course {
        RUNS_ON,
        FAILS,
        RESCALES
    }

    /** Something that is done to the cluster. */
    interface Step {
        void take() throws IOException, InterruptedException;
    }

    private Injury(
            String what, Course course, boolean disturbs, Step next, Duration length, Step end) {
        this.what = what;
        this.course = course;
        this.disturbs = disturbs;
        this.next = next;
        this.length = length;
        this.end = end;
    }

    /** The job begins anew from its latest checkpoint, and that is all. */
    static Injury restart(String what) {
        return new Injury(what, Course.FAILS, false, NOTHING, Duration.ZERO, NOTHING);
    }

    /** The same, but no task fails: the scheduler ends them. */
    static Injury rescale(String what) {
        return new Injury(what, Course.RESCALES, false, NOTHING, Duration.ZERO, NOTHING);
    }

    /**
     * The job begins anew from its latest checkpoint; afterwards it must not be disturbed any more.
     *
     * @param next what happens when it runs again
     * @param length from then until the end
     */
    static Injury restart(String what, Step next, Duration length, Step end) {
        return new Injury(what, Course.FAILS, false, next, length, end);
    }

    /** The same, but the job may be disturbed once more. */
    Injury thatDisturbs() {
        return new Injury(what, course, true, next, length, end);
    }

    /** The job must not begin anew, during it or afterwards. */
    static Injury outage(String what, Duration length, Step end) {
        return new Injury(what, Course.RUNS_ON, false, NOTHING, length, end);
    }

    /** For people. */
    String what() {
        return what;
    }

    boolean restarts() {
        return course != Course.RUNS_ON;
    }

    /** Whether a task may fail at once. */
    boolean fails() {
        return course == Course.FAILS;
    }

    /** Whether the job may begin anew while it goes on. */
    boolean disturbs() {
        return disturbs;
    }

    boolean goesOn() {
        return !length.isZero();
    }

    Step next() {
        return next;
    }

    Duration length() {
        return length;
    }

    Step end() {
        return end;
    }
}
