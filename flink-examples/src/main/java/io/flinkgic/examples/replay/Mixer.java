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
package io.flinkgic.examples.replay;

import java.io.Serializable;

/**
 * Turns consecutive numbers into independent looking ones, as a pure function: an index can be
 * asked for in any order, which no stateful generator offers.
 *
 * <p>The mixing steps are those of the SplitMix64 generator.
 */
final class Mixer implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;

    Mixer(long seed) {
        this.seed = seed;
    }

    /** The number that belongs to an index. */
    long mix(long index) {
        long z = seed + (index + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A number from zero, inclusive, to a bound, exclusive. */
    long mixBelow(long index, long bound) {
        return Long.remainderUnsigned(mix(index), bound);
    }

    /** A mixer that is independent of this one, for the given purpose. */
    Mixer derive(long purpose) {
        return new Mixer(mix(~purpose));
    }
}
