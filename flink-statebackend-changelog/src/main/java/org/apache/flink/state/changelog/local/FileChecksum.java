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
package org.apache.flink.state.changelog.local;

import java.io.Serializable;
import java.util.Objects;

/** How long a file is, and CRC32C of its bytes. Immutable. */
final class FileChecksum implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long sizeBytes;
    private final int crc;

    FileChecksum(long sizeBytes, int crc) {
        this.sizeBytes = sizeBytes;
        this.crc = crc;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileChecksum
                && ((FileChecksum) other).sizeBytes == sizeBytes
                && ((FileChecksum) other).crc == crc;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sizeBytes, crc);
    }

    @Override
    public String toString() {
        return String.format("%d bytes of CRC32C %08x", sizeBytes, crc);
    }
}
