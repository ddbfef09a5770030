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

/**
 * Bytes read from a resource, which know where they came from, so that every error can say so. Read
 * from the front to the end; no read leaves them.
 *
 * <p>Belongs to one thread; does not copy the array.
 */
public final class LocatedBytes {

    private final String resource;

    /** Of the first byte of the array, in the resource; may be negative if that was not read. */
    private final long arrayOffset;

    private final byte[] array;
    private final int end;
    private int position;

    /**
     * @param resource the file or object, as its users know it
     * @param offset of the byte at {@code start}, in the resource
     */
    public LocatedBytes(String resource, long offset, byte[] array, int start, int length) {
        checkArgument(
                start >= 0 && length >= 0 && start <= array.length - length,
                "not within the array");
        this.resource = resource;
        this.arrayOffset = offset - start;
        this.array = array;
        this.position = start;
        this.end = start + length;
    }

    String resource() {
        return resource;
    }

    /** Of the next byte, in the resource. */
    long offset() {
        return arrayOffset + position;
    }

    byte[] array() {
        return array;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    int u1() throws CorruptSegmentException {
        require(1);
        return array[position++] & 0xFF;
    }

    int u4() throws CorruptSegmentException {
        require(Integer.BYTES);
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << Byte.SIZE) | (array[position++] & 0xFF);
        }
        return value;
    }

    long u8() throws CorruptSegmentException {
        long high = u4();
        return (high << Integer.SIZE) | (u4() & 0xFFFFFFFFL);
    }

    /** Reads an unsigned number that must be within the given bounds. */
    long varint(String what, long min, long max) throws CorruptSegmentException {
        long at = offset();
        long value = 0;
        int shift = 0;
        int next;
        do {
            if (shift >= Long.SIZE - 1) {
                throw corruptAt(at, what + " in at most 9 bytes", "more");
            }
            next = u1();
            value |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        if (value < min || value > max) {
            throw corruptAt(at, what + " from " + min + " to " + max, String.valueOf(value));
        }
        return value;
    }

    void expectU4(int expected, String what) throws CorruptSegmentException {
        long at = offset();
        int found = u4();
        if (found != expected) {
            throw corruptAt(
                    at, what + " " + Integer.toHexString(expected), Integer.toHexString(found));
        }
    }

    void expectEnd() throws CorruptSegmentException {
        if (remaining() != 0) {
            throw corruptAt(offset(), "nothing more", remaining() + " bytes");
        }
    }

    /** The next bytes, on their own; this goes on after them. */
    LocatedBytes slice(int length) throws CorruptSegmentException {
        require(length);
        LocatedBytes slice = new LocatedBytes(resource, offset(), array, position, length);
        position += length;
        return slice;
    }

    void copyTo(byte[] into) throws CorruptSegmentException {
        require(into.length);
        System.arraycopy(array, position, into, 0, into.length);
        position += into.length;
    }

    void skip(int length) throws CorruptSegmentException {
        require(length);
        position += length;
    }

    CorruptSegmentException corruptAt(long offset, String expected, String found) {
        return new CorruptSegmentException(resource, offset, expected, found);
    }

    private void require(int bytes) throws CorruptSegmentException {
        if (bytes > remaining()) {
            throw corruptAt(offset(), bytes + " more bytes", "only " + remaining());
        }
    }
}
