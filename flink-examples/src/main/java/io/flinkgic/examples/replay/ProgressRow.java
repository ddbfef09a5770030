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

/**
 * How far a split was read when a checkpoint came by, written as {@code
 * split,read,attempt,readInAttempt}.
 *
 * <p>It is committed together with the results of that checkpoint: the last row of each split says
 * which records the committed results are about.
 */
public final class ProgressRow {

    private final int split;
    private final long read;
    private final long attempt;
    private final long readInAttempt;

    /**
     * @param read how many records of the split were read since the job was first started
     * @param attempt the checkpoint that the reading task began with, or {@link
     *     CountRow#FIRST_ATTEMPT}
     * @param readInAttempt how many of them were read since
     */
    public ProgressRow(int split, long read, long attempt, long readInAttempt) {
        this.split = split;
        this.read = read;
        this.attempt = attempt;
        this.readInAttempt = readInAttempt;
    }

    /** The row as a line, without its end. */
    public String format() {
        return split + "," + read + "," + attempt + "," + readInAttempt;
    }

    /**
     * Reads what {@link #format()} wrote.
     *
     * @throws IllegalArgumentException if the line is no such row, with the line in its message
     */
    public static ProgressRow parse(String line) {
        Fields fields = Fields.of("split,read,attempt,readInAttempt", line);
        return new ProgressRow(
                fields.intAt(0), fields.longAt(1), fields.longAt(2), fields.longAt(3));
    }

    public int split() {
        return split;
    }

    public long read() {
        return read;
    }

    public long attempt() {
        return attempt;
    }

    public long readInAttempt() {
        return readInAttempt;
    }

    @Override
    public String toString() {
        return format();
    }
}
