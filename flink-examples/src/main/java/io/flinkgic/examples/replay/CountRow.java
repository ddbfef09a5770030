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
 * One committed update of a running count, written as {@code index,word,count,attempt}.
 *
 * <p>The index is that of the record that caused the update. The attempt is the checkpoint that its
 * task began with, or {@link #FIRST_ATTEMPT}. Each word's rows together count from one upwards.
 */
public final class CountRow {

    /** Of a task that began without a checkpoint; Flink counts these from one. */
    public static final long FIRST_ATTEMPT = 0;

    private final long index;
    private final String word;
    private final long count;
    private final long attempt;

    public CountRow(long index, String word, long count, long attempt) {
        this.index = index;
        this.word = Objects.requireNonNull(word);
        this.count = count;
        this.attempt = attempt;
    }

    /** The row as a line, without its end. */
    public String format() {
        return index + "," + word + "," + count + "," + attempt;
    }

    /**
     * Reads what {@link #format()} wrote.
     *
     * @throws IllegalArgumentException if the line is no such row, with the line in its message
     */
    public static CountRow parse(String line) {
        Fields fields = Fields.of("index,word,count,attempt", line);
        return new CountRow(fields.longAt(0), fields.textAt(1), fields.longAt(2), fields.longAt(3));
    }

    public long index() {
        return index;
    }

    public String word() {
        return word;
    }

    public long count() {
        return count;
    }

    public long attempt() {
        return attempt;
    }
}
