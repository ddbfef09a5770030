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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.format.LocatedBytes;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.source.SegmentSource;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Fetches parts of a resource whose length comes from the resource itself and so may be wrong: no
 * memory is allocated for bytes that are not there.
 *
 * <p>Belongs to one thread.
 */
final class SegmentFetch {

    /**
     * So much is allocated without asking whether the resource is that long: as much as a usual
     * fetch, since asking can cost a request of its own.
     */
    static final int UNCHECKED_BYTES = 4 << 20;

    private final SegmentSource source;

    SegmentFetch(SegmentSource source) {
        this.source = source;
    }

    String resource() {
        return source.resource();
    }

    /**
     * Fetches {@code len} bytes.
     *
     * @throws TruncatedSegmentException if the resource ends before
     */
    byte[] bytes(long position, int len) throws IOException {
        checkLength(position, len);
        byte[] fetched = new byte[len];
        try {
            source.read(position, fetched, 0, len);
        } catch (EOFException e) {
            throw truncated(position, len, "its end");
        }
        return fetched;
    }

    LocatedBytes located(long position, int len) throws IOException {
        return new LocatedBytes(resource(), position, bytes(position, len), 0, len);
    }

    /** Checks that so many bytes are there, as far as that is cheap. */
    void checkLength(long position, long len) throws IOException {
        if (position < 0) {
            throw truncated(position, len, "an offset before its begin");
        }
        OptionalLong size = source.sizeBytes();
        if (size.isPresent()) {
            if (position > size.getAsLong() - len) {
                throw truncated(position, len, "a resource of " + size.getAsLong() + " bytes");
            }
        } else if (len > UNCHECKED_BYTES) {
            try {
                source.read(position + len - 1, new byte[1], 0, 1);
            } catch (EOFException e) {
                throw truncated(position, len, "its end");
            }
        }
    }

    private TruncatedSegmentException truncated(long position, long len, String found) {
        return new TruncatedSegmentException(resource(), position, len + " bytes", found);
    }
}
