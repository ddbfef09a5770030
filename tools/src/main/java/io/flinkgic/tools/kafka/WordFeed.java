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
package io.flinkgic.tools.kafka;

/** What a job is fed: random words, and how many a second. Immutable. */
public final class WordFeed {

    private final long seed;
    private final int keys;
    private final int wordBytes;
    private final long atOnce;
    private final int recordsPerSecond;

    /**
     * @param keys how many different words there are
     * @param atOnce records of each partition that come before the rate begins
     */
    public WordFeed(long seed, int keys, int wordBytes, long atOnce, int recordsPerSecond) {
        this.seed = seed;
        this.keys = keys;
        this.wordBytes = wordBytes;
        this.atOnce = atOnce;
        this.recordsPerSecond = recordsPerSecond;
    }

    public long seed() {
        return seed;
    }

    public int keys() {
        return keys;
    }

    public int wordBytes() {
        return wordBytes;
    }

    public long atOnce() {
        return atOnce;
    }

    public int recordsPerSecond() {
        return recordsPerSecond;
    }
}
