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
package io.flinkgic.benchmarks.job;

import io.flinkgic.examples.SlidingWindow;
import io.flinkgic.examples.WordCount;

/** The jobs, as fast as they can, without an end: the measurement ends them. */
enum CostJob {
    /** 32-letter words: what a record costs is not mostly its text. */
    WORD_COUNT("count", 600_000, 2_000_000, "--keys 100000 --word-bytes 32") {
        @Override
        void run(String... args) throws Exception {
            WordCount.main(args);
        }
    },

    /** Each record in ten windows; the warm-up covers several of them. */
    SLIDING_WINDOW("window", 100_000, 200_000, "--keys 1000 --event-rate 2000") {
        @Override
        void run(String... args) throws Exception {
            SlidingWindow.main(args);
        }
    };

    private final String operator;
    private final long warmUpRecords;
    private final long measuredRecords;
    private final String options;

    CostJob(String operator, long warmUpRecords, long measuredRecords, String options) {
        this.operator = operator;
        this.warmUpRecords = warmUpRecords;
        this.measuredRecords = measuredRecords;
        this.options = options;
    }

    /** Its main method; blocks until the job ends. */
    abstract void run(String... args) throws Exception;

    /** The name of the keyed operator. */
    String operator() {
        return operator;
    }

    long warmUpRecords() {
        return warmUpRecords;
    }

    long measuredRecords() {
        return measuredRecords;
    }

    String[] arguments(String output) {
        return ("--rate 0 " + options + " --output " + output).split(" ");
    }
}
