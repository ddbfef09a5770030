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
package org.apache.flink.changelog.source;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/** The content of a handle that is in memory already. */
public final class BytesSource implements SegmentSource {

    private final String resource;
    private final byte[] bytes;

    /** Does not copy the array. */
    public BytesSource(String resource, byte[] bytes) {
        this.resource = resource;
        this.bytes = bytes;
    }

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public OptionalLong sizeBytes() {
        return OptionalLong.of(bytes.length);
    }

    @Override
    public void read(long position, byte[] into, int off, int len) throws IOException {
        if (position < 0 || position > bytes.length - len) {
            throw new EOFException(resource + " ends at " + bytes.length);
        }
        System.arraycopy(bytes, (int) position, into, off, len);
    }

    @Override
    public void close() {}
}
