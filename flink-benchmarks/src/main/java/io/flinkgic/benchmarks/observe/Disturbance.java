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
package io.flinkgic.benchmarks.observe;

/** What happens to a job while it is measured. */
public enum Disturbance {
    NONE(0),

    /**
     * A task fails when about nine tenths of an interval have passed since a materialization began;
     * without a changelog, long after a checkpoint.
     */
    FAILURE(1),

    /** The parallelism is doubled, and halved again. */
    RESCALE(2);

    private final int restarts;

    Disturbance(int restarts) {
        this.restarts = restarts;
    }

    /** How often a task of the job is restarted by it. */
    int restarts() {
        return restarts;
    }
}
