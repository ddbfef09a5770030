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

import org.apache.flink.core.fs.FSDataInputStream;

import java.io.IOException;

import static org.apache.flink.util.Preconditions.checkArgument;

/** Reads bytes as a local file is read: seeking behind the end is allowed, and then it is over. */
final class BytesStream extends FSDataInputStream {

    private final byte[] bytes;
    private long position;

    /** Does not copy the array. */
    BytesStream(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public void seek(long desired) {
        checkArgument(desired >= 0, "position %s", desired);
        position = desired;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public int read() {
        return position < bytes.length ? bytes[(int) position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        int count = (int) Math.min(len, bytes.length - position);
        if (count <= 0) {
            return -1;
        }
        System.arraycopy(bytes, (int) position, into, off, count);
        position += count;
        return count;
    }
}
