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
package org.apache.flink.runtime.changelog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What went wrong while the changelog of a job was watched: the first is logged, all are counted.
 *
 * <p>Neither an exception nor an error of a watcher may reach the checkpoint it watches, and one
 * that fails at each checkpoint must not fill the log. Any thread.
 */
public final class FailureCount {

    private static final Logger LOG = LoggerFactory.getLogger(FailureCount.class);

    private final AtomicLong failures = new AtomicLong();
    private final String where;
    private final String consequence;

    /**
     * @param where for the log: whose failures these are
     * @param consequence for the log: what they mean, a sentence
     */
    public FailureCount(String where, String consequence) {
        this.where = where;
        this.consequence = consequence;
    }

    /** Of what reports about a changelog. */
    public static FailureCount ofReports(String where) {
        return new FailureCount(
                where,
                "No checkpoint is affected, but what is reported about the changelog may be out of"
                        + " date.");
    }

    /** Counts a failure, and logs it if it is the first. */
    public void caught(String what, Throwable failure) {
        if (failures.incrementAndGet() == 1) {
            LOG.error(
                    "{}: {} failed. {} Further failures are only counted.",
                    where,
                    what,
                    consequence,
                    failure);
        }
    }

    public long count() {
        return failures.get();
    }
}
