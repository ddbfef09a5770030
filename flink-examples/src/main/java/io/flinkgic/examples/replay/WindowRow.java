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
package io.flinkgic.examples.replay;

import java.util.Objects;

/**
 * One fired window, written as {@code startMs,key,records,fingerprint}.
 *
 * <p>Number and fingerprint of its records tell whether each of them was there exactly once.
 */
public final class WindowRow {

    private final long startMs;
    private final long key;
    private final long records;
    private final long fingerprint;

    public WindowRow(long startMs, long key, long records, long fingerprint) {
        this.startMs = startMs;
        this.key = key;
        this.records = records;
        this.fingerprint = fingerprint;
    }

    /** The row as a line, without its end. */
    public String format() {
        return startMs + "," + key + "," + records + "," + fingerprint;
    }

    /**
     * Reads what {@link #format()} wrote.
     *
     * @throws IllegalArgumentException if the line is no such row, with the line in its message
     */
    public static WindowRow parse(String line) {
        Fields fields = Fields.of("startMs,key,records,fingerprint", line);
        return new WindowRow(
                fields.longAt(0), fields.longAt(1), fields.longAt(2), fields.longAt(3));
    }

    public long startMs() {
        return startMs;
    }

    public long key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof WindowRow)) {
            return false;
        }
        WindowRow that = (WindowRow) other;
        return startMs == that.startMs
                && key == that.key
                && records == that.records
                && fingerprint == that.fingerprint;
    }

    @Override
    public int hashCode() {
        return Objects.hash(startMs, key, records, fingerprint);
    }

    @Override
    public String toString() {
        return format();
    }
}
