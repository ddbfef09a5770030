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
package io.flinkgic.benchmarks.materialization;

/** A stretch of the wall clock. Immutable. */
final class Span {

    private final long beginMs;
    private final long endMs;

    Span(long beginMs, long endMs) {
        if (beginMs > endMs) {
            throw new IllegalArgumentException(beginMs + " is after " + endMs);
        }
        this.beginMs = beginMs;
        this.endMs = endMs;
    }

    long beginMs() {
        return beginMs;
    }

    long endMs() {
        return endMs;
    }

    long durationMs() {
        return endMs - beginMs;
    }

    boolean overlaps(Span other) {
        return beginMs <= other.endMs && other.beginMs <= endMs;
    }

    /** For how long both last. */
    long overlapMs(Span other) {
        return Math.max(0, Math.min(endMs, other.endMs) - Math.max(beginMs, other.beginMs));
    }

    boolean contains(long timeMs) {
        return beginMs <= timeMs && timeMs <= endMs;
    }
}
