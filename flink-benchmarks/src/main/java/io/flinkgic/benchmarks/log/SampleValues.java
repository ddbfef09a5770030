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
package io.flinkgic.benchmarks.log;

import java.util.Random;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * Values that compress as state does: half of each is drawn from few bytes, half from all. Same
 * size, same values. Immutable; the arrays must not be written to.
 */
public final class SampleValues {

    private static final long SEED = 20;

    private final byte[][] values;

    /**
     * @param count after so many they repeat, which compression may notice; a power of two
     */
    public SampleValues(int count, int valueBytes) {
        checkArgument(Integer.bitCount(count) == 1, "%s is no power of two", count);
        values = new byte[count][];
        Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            values[i] = new byte[valueBytes];
            random.nextBytes(values[i]);
            for (int at = 0; at < valueBytes / 2; at++) {
                values[i][at] = (byte) ('a' + (values[i][at] & 3));
            }
        }
    }

    public byte[] at(int index) {
        return values[index & (values.length - 1)];
    }
}
