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
package io.flinkgic.benchmarks.runs;

/** A value at a time of a run. Immutable. */
public final class Point {

    private final double second;
    private final double value;

    Point(double second, double value) {
        this.second = Words.number(second, "the second of a point");
        this.value = Words.number(value, "the value of a point");
    }

    /** From the beginning of what is measured; negative before it. */
    public double second() {
        return second;
    }

    /** Finite. */
    public double value() {
        return value;
    }
}
