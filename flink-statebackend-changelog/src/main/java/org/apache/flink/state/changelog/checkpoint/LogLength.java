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
package org.apache.flink.state.changelog.checkpoint;

import com.google.errorprone.annotations.ThreadSafe;
import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * How much log a restore would replay: that of the latest stored checkpoint, restored log included.
 * In bytes as stored.
 */
@ThreadSafe
public final class LogLength {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private long latestCheckpoint;

    @GuardedBy("lock")
    private Runnable listener = () -> {};

    public LogLength(long restoredBytes) {
        this.bytes = restoredBytes;
    }

    public long bytes() {
        synchronized (lock) {
            return bytes;
        }
    }

    /**
     * Calls the one listener, on the calling thread.
     *
     * @param checkpointId an older one than that of an earlier call counts no more
     */
    public void set(long checkpointId, long logBytes) {
        Runnable told;
        synchronized (lock) {
            if (checkpointId < latestCheckpoint) {
                return;
            }
            latestCheckpoint = checkpointId;
            bytes = logBytes;
            told = listener;
        }
        told.run();
    }

    /**
     * @param told with each checkpoint, on the thread that stored its log; returns at once
     */
    public void whenItGrows(Runnable told) {
        synchronized (lock) {
            listener = told;
        }
    }
}
