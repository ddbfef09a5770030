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
package io.flinkgic.tests.faulty;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads how the store is before each call, and lets the caller suffer for it. Any thread; an
 * interrupted one leaves at once.
 */
final class Control {

    private static final long LATENCY_MS = 300;
    private static final long BYTES_PER_MS = 2_000;
    private static final long LOOK_AGAIN_MS = 50;

    private final Path file;
    private final Sleeper sleeper;

    /** How to let time pass. */
    interface Sleeper {
        void sleep(long ms) throws InterruptedException;
    }

    /**
     * @param file one word, the name of a {@link Condition}; without it the store is fine
     */
    Control(Path file, Sleeper sleeper) {
        this.file = file;
        this.sleeper = sleeper;
    }

    /** Before a call that stores nothing. */
    void look(String what) throws IOException {
        if (suffer(what) == Condition.slow) {
            pass(LATENCY_MS, what);
        }
    }

    /** Before a call that stores something. */
    void store(String what) throws IOException {
        Condition condition = suffer(what);
        requireSpace(condition, what);
        if (condition == Condition.slow) {
            pass(LATENCY_MS, what);
        }
    }

    /** Before bytes are stored. */
    void bytes(int length, String what) throws IOException {
        Condition condition = suffer(what);
        requireSpace(condition, what);
        if (condition == Condition.slow) {
            pass(length / BYTES_PER_MS, what);
        }
    }

    private static void requireSpace(Condition condition, String what) throws IOException {
        if (condition == Condition.full) {
            throw new IOException("No space left on device (injected): " + what);
        }
    }

    private Condition suffer(String what) throws IOException {
        Condition condition = read();
        while (condition == Condition.hangs) {
            pass(LOOK_AGAIN_MS, what);
            condition = read();
        }
        if (condition == Condition.fails) {
            throw new IOException("The store is out of order (injected): " + what);
        }
        return condition;
    }

    private Condition read() throws IOException {
        try {
            return Condition.valueOf(Files.readString(file).trim());
        } catch (NoSuchFileException e) {
            return Condition.fine;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not name a condition", e);
        }
    }

    private void pass(long ms, String what) throws IOException {
        try {
            sleeper.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("No longer wanted: " + what);
        }
    }
}
