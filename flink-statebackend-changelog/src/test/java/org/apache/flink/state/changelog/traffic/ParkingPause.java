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
package org.apache.flink.state.changelog.traffic;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for a notification only, never for time; says when a thread waits. */
final class ParkingPause implements Pause {

    private final Semaphore parked = new Semaphore(0);

    @Override
    @SuppressWarnings("WaitNotInLoop") // The caller loops.
    public void await(Object monitor, long maxNanos) throws InterruptedException {
        parked.release();
        monitor.wait();
    }

    /** Returns once so many more threads have come to wait, one that came again included. */
    void awaitParked(int threads) throws InterruptedException {
        if (!parked.tryAcquire(threads, 10, TimeUnit.SECONDS)) {
            throw new AssertionError("no thread waits");
        }
    }
}
