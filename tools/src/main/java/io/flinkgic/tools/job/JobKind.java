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
package io.flinkgic.tools.job;

import io.flinkgic.tools.kafka.WordFeed;

/** The jobs that tools put under stress. Each one's output shows what became of every record. */
public enum JobKind {
    /** A count of each word, a row for each record. */
    wordcount {
        @Override
        public Workload workload(int keys, int recordsPerSecond, int parallelism) {
            return WordCountWorkload.ofRandomWords(
                    SEED, keys, WORD_BYTES, recordsPerSecond, parallelism);
        }
    },
    /** The same count, of words from one topic of Kafka, in transactions into another. */
    kafka {
        @Override
        public Workload workload(int keys, int recordsPerSecond, int parallelism) {
            return new KafkaWorkload(
                    new WordFeed(SEED, keys, WORD_BYTES, 0, recordsPerSecond), parallelism);
        }
    },
    /** Lists of records in overlapping windows of event time. */
    slidingwindow {
        @Override
        public Workload workload(int keys, int recordsPerSecond, int parallelism) {
            return new SlidingWindowWorkload(keys, recordsPerSecond, parallelism);
        }
    },
    /** Windows that merge, and behind them states with a time to live. */
    session {
        @Override
        public Workload workload(int keys, int recordsPerSecond, int parallelism) {
            return new SessionWorkload(keys, recordsPerSecond, parallelism);
        }
    },
    /** A join and a Top-N in SQL. Each record changes several states, so there are fewer. */
    table {
        @Override
        public Workload workload(int keys, int recordsPerSecond, int parallelism) {
            return new TopOrdersWorkload(
                    Math.max(1, keys / STATES_PER_RECORD),
                    Math.max(1, recordsPerSecond / STATES_PER_RECORD),
                    parallelism);
        }
    };

    private static final long SEED = 1;
    private static final int WORD_BYTES = 60;
    private static final int STATES_PER_RECORD = 5;

    /**
     * @param keys how many different ones there are: the size of the state follows from it
     * @param recordsPerSecond of all subtasks of the source together
     */
    public abstract Workload workload(int keys, int recordsPerSecond, int parallelism);
}
