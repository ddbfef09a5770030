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

import org.apache.flink.core.fs.FSDataInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A stream that can seek. Seeks only where the next read does not follow the last one: a seek may
 * cost a request.
 *
 * <p>The size is not known: a handle's state size is the part of the file that its checkpoint
 * accounts for.
 */
final class StreamSource implements SegmentSource {

    private final String resource;
    private final FSDataInputStream stream;

    /** Takes ownership of the stream. */
    StreamSource(String resource, FSDataInputStream stream) {
        this.resource = resource;
        this.stream = stream;
    }

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public OptionalLong sizeBytes() {
        return OptionalLong.empty();
    }

    @Override
    public void read(long position, byte[] into, int off, int len) throws IOException {
        if (stream.getPos() != position) {
            stream.seek(position);
        }
        int done = 0;
        while (done < len) {
            int part = stream.read(into, off + done, len - done);
            if (part < 0) {
                throw new EOFException(resource + " ends at " + (position + done));
            }
            done += part;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
