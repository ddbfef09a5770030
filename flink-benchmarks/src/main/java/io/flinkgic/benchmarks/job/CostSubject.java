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

/** What is measured with each changelog: a job over a backend. Immutable. */
final class CostSubject {

    private final CostJob job;
    private final CostBackend backend;

    CostSubject(CostJob job, CostBackend backend) {
        this.job = job;
        this.backend = backend;
    }

    CostJob job() {
        return job;
    }

    CostBackend backend() {
        return backend;
    }

    long warmUpRecords() {
        return job.warmUpRecords() * backend.moreRecords();
    }

    long measuredRecords() {
        return job.measuredRecords() * backend.moreRecords();
    }

    @Override
    public String toString() {
        return job + " " + backend;
    }
}
