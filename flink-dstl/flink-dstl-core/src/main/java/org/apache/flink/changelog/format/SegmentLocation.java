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
package org.apache.flink.changelog.format;

import static org.apache.flink.util.Preconditions.checkArgument;

/** Where a segment is in its batch. */
public final class SegmentLocation {

    private final long offset;
    private final long lengthBytes;

    SegmentLocation(long offset, long lengthBytes) {
        checkArgument(offset >= 0 && lengthBytes > 0, "not a place: %s, %s", offset, lengthBytes);
        this.offset = offset;
        this.lengthBytes = lengthBytes;
    }

    /** From the begin of the batch, in bytes: what a handle refers to. */
    public long offset() {
        return offset;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentLocation
                && offset == ((SegmentLocation) other).offset
                && lengthBytes == ((SegmentLocation) other).lengthBytes;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * offset + lengthBytes);
    }

    @Override
    public String toString() {
        return lengthBytes + " bytes at " + offset;
    }
}
