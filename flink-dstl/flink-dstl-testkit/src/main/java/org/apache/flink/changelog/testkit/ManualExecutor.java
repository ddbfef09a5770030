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
package org.apache.flink.changelog.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs what it is given when told to, on the telling thread. Thread-safe. */
public final class ManualExecutor implements Executor {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Queue<Runnable> commands = new ArrayDeque<>();

    @Override
    public void execute(Runnable command) {
        synchronized (lock) {
            commands.add(command);
        }
    }

    /**
     * Runs everything, also what is added meanwhile.
     *
     * @return the number of commands that were run
     */
    public int runAll() {
        int count = 0;
        for (Optional<Runnable> next = poll(); next.isPresent(); next = poll()) {
            next.get().run();
            count++;
        }
        return count;
    }

    private Optional<Runnable> poll() {
        synchronized (lock) {
            return Optional.ofNullable(commands.poll());
        }
    }
}
