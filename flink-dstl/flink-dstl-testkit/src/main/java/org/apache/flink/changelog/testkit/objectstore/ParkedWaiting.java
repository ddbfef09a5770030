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
package org.apache.flink.changelog.testkit.objectstore;

import org.apache.flink.util.clock.Clock;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/** Parks the calling thread. Thread-safe. */
final class ParkedWaiting implements Waiting {

    private final Clock clock;

    ParkedWaiting(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void until(long nanos) throws InterruptedIOException {
        for (long left = nanos - clock.relativeTimeNanos();
                left > 0;
                left = nanos - clock.relativeTimeNanos()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted in a request to the object store");
            }
        }
    }
}
