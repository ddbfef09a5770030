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

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How much log a restore would replay: that of the latest stored checkpoint, restored log included.
 * In bytes as stored.
 */
@ThreadSafe
public final class LogLength {

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<Runnable> listener = new AtomicReference<>(() -> {});

    public LogLength(long restoredBytes) {
        bytes.set(restoredBytes);
    }

    public long bytes() {
        return bytes.get();
    }

    /** Calls the one listener, on the calling thread. */
    public void set(long logBytes) {
        bytes.set(logBytes);
        listener.get().run();
    }

    /**
     * @param told with each checkpoint, on the thread that stored its log; returns at once
     */
    public void whenItGrows(Runnable told) {
        listener.set(told);
    }
}
