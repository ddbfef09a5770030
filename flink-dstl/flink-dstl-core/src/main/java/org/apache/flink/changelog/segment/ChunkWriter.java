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
package org.apache.flink.changelog.segment;

import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentWritable;

import java.io.IOException;
import java.io.UTFDataFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link DataOutputView} over chunks of a pool; what is written goes on in the next chunk when
 * one is full. Writes the same bytes as Flink's {@code DataOutputSerializer}, except that {@link
 * #writeBytes} keeps to the contract of {@link java.io.DataOutput} (Flink's moves on twice as far).
 *
 * <p>An address is the index of a chunk (high 32 bits) and a position in it (low 32 bits).
 *
 * <p>Called by one thread.
 */
final class ChunkWriter implements DataOutputView, MemorySegmentWritable {

    private static final byte[] NO_CHUNK = new byte[0];
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ChunkPool pool;
    private final int maxRecordBytes;
    private final List<byte[]> chunks = new ArrayList<>();

    /** The last of {@link #chunks}, or {@link #NO_CHUNK}. */
    private byte[] chunk = NO_CHUNK;

    private int position;

    /**
     * Writes before this position need no check: the end of the chunk while a record is open, else
     * {@link #position}, so that every write outside of a record takes the slow path, which refuses
     * it.
     */
    private int limit;

    private boolean recordOpen;

    /** Size of {@link #chunks}. */
    private int chunkCount;

    /** How many chunks there were when the open record began, that of its header included. */
    private int chunksAtBegin;

    /** How many chunks there were, and what of the last was used, before the open record. */
    private int chunksBefore;

    private int positionBefore;

    /** Of the first byte after the header of the open record, in the chunk of the header. */
    private int bodyPosition;

    ChunkWriter(ChunkPool pool, int maxRecordBytes) {
        this.pool = pool;
        this.maxRecordBytes = maxRecordBytes;
    }

    // ------------------------------------------------------------------ records

    /** Begins a record. */
    void beginRecord(int keyGroup) {
        chunksBefore = chunkCount;
        positionBefore = position;
        if (chunk.length - position < RecordLayout.HEADER_BYTES) {
            addChunk();
        }
        INT.set(chunk, position, keyGroup);
        position += RecordLayout.HEADER_BYTES;
        chunksAtBegin = chunkCount;
        bodyPosition = position;
        recordOpen = true;
        limit = chunk.length;
    }

    /** Ends the open record: fills in its length, which it returns. */
    int endRecord() throws IOException {
        int length = checkedRecordLength(0);
        byte[] headerChunk = chunksAtBegin == chunkCount ? chunk : chunks.get(chunksAtBegin - 1);
        INT.set(headerChunk, RecordLayout.lengthPosition(bodyPosition), length);
        recordOpen = false;
        limit = position;
        return length;
    }

    /** Forgets the open record, and the chunks that it took. */
    void abandonRecord() {
        while (chunkCount > chunksBefore) {
            chunkCount--;
            pool.release(chunks.remove(chunkCount));
        }
        chunk = chunkCount == 0 ? NO_CHUNK : chunks.get(chunkCount - 1);
        position = positionBefore;
        limit = position;
        recordOpen = false;
    }

    /** Where the next byte goes; {@link RecordLayout#NOWHERE} if there is no chunk yet. */
    long address() {
        return chunkCount == 0
                ? RecordLayout.NOWHERE
                : RecordLayout.address(chunkCount - 1, position);
    }

    long retainedBytes() {
        return (long) chunkCount * pool.chunkSizeBytes();
    }

    /** Hands over all chunks: the caller owns them, and this writer is as new. */
    byte[][] takeChunks() {
        byte[][] taken = chunks.toArray(new byte[0][]);
        chunks.clear();
        chunkCount = 0;
        chunk = NO_CHUNK;
        position = 0;
        limit = 0;
        recordOpen = false;
        return taken;
    }

    /** Copies of all chunks, which the caller owns. Only between records. */
    byte[][] copyChunks() {
        byte[][] copies = new byte[chunks.size()][];
        for (int i = 0; i < copies.length; i++) {
            byte[] original = chunks.get(i);
            copies[i] = pool.acquire();
            int used = original == chunk ? position : original.length;
            System.arraycopy(original, 0, copies[i], 0, used);
        }
        return copies;
    }

    private int checkedRecordLength(int more) throws IOException {
        int fullChunks = chunkCount - chunksAtBegin;
        long length = (long) fullChunks * pool.chunkSizeBytes() + position - bodyPosition;
        if (length + more > maxRecordBytes) {
            throw new IOException(
                    "A single state change has more than the "
                            + maxRecordBytes
                            + " bytes that the changelog can hold");
        }
        return (int) length;
    }

    /** Called when the chunk is full, or no record is open. */
    private void nextChunk() throws IOException {
        if (!recordOpen) {
            throw new IllegalStateException("written to a change that has not begun, or has ended");
        }
        checkedRecordLength(1);
        addChunk();
    }

    private void addChunk() {
        byte[] added = pool.acquire();
        chunks.add(added);
        chunkCount++;
        chunk = added;
        position = 0;
        limit = added.length;
    }

    // ------------------------------------------------------------------ DataOutput

    @Override
    public void write(int b) throws IOException {
        if (position >= limit) {
            nextChunk();
        }
        chunk[position++] = (byte) b;
    }

    @Override
    public void write(byte[] b) throws IOException {
        write(b, 0, b.length);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (len <= limit - position) {
            System.arraycopy(b, off, chunk, position, len); // checks the range
            position += len;
        } else {
            writeInParts(b, off, len);
        }
    }

    private void writeInParts(byte[] b, int off, int len) throws IOException {
        checkRange(off, len, b.length);
        int from = off;
        int left = len;
        while (left > 0) {
            int part = roomFor(left);
            System.arraycopy(b, from, chunk, position, part);
            position += part;
            from += part;
            left -= part;
        }
    }

    @Override
    public void write(MemorySegment segment, int off, int len) throws IOException {
        checkRange(off, len, segment.size());
        int from = off;
        int left = len;
        while (left > 0) {
            int part = roomFor(left);
            segment.get(from, chunk, position, part);
            position += part;
            from += part;
            left -= part;
        }
    }

    @Override
    public void write(DataInputView source, int numBytes) throws IOException {
        checkRange(0, numBytes, Integer.MAX_VALUE);
        int left = numBytes;
        while (left > 0) {
            int part = roomFor(left);
            source.readFully(chunk, position, part);
            position += part;
            left -= part;
        }
    }

    /** The skipped bytes become zeros: a chunk may hold bytes of another state. */
    @Override
    public void skipBytesToWrite(int numBytes) throws IOException {
        checkRange(0, numBytes, Integer.MAX_VALUE);
        int left = numBytes;
        while (left > 0) {
            int part = roomFor(left);
            Arrays.fill(chunk, position, position + part, (byte) 0);
            position += part;
            left -= part;
        }
    }

    @Override
    public void writeBoolean(boolean v) throws IOException {
        write(v ? 1 : 0);
    }

    @Override
    public void writeByte(int v) throws IOException {
        write(v);
    }

    @Override
    public void writeShort(int v) throws IOException {
        if (limit - position >= Short.BYTES) {
            SHORT.set(chunk, position, (short) v);
            position += Short.BYTES;
        } else {
            write(v >>> 8);
            write(v);
        }
    }

    @Override
    public void writeChar(int v) throws IOException {
        writeShort(v);
    }

    @Override
    public void writeInt(int v) throws IOException {
        if (limit - position >= Integer.BYTES) {
            INT.set(chunk, position, v);
            position += Integer.BYTES;
        } else {
            write(v >>> 24);
            write(v >>> 16);
            write(v >>> 8);
            write(v);
        }
    }

    @Override
    public void writeLong(long v) throws IOException {
        if (limit - position >= Long.BYTES) {
            LONG.set(chunk, position, v);
            position += Long.BYTES;
        } else {
            writeInt((int) (v >>> 32));
            writeInt((int) v);
        }
    }

    @Override
    public void writeFloat(float v) throws IOException {
        writeInt(Float.floatToIntBits(v));
    }

    @Override
    public void writeDouble(double v) throws IOException {
        writeLong(Double.doubleToLongBits(v));
    }

    @Override
    public void writeBytes(String s) throws IOException {
        for (int i = 0; i < s.length(); i++) {
            write(s.charAt(i));
        }
    }

    @Override
    public void writeChars(String s) throws IOException {
        for (int i = 0; i < s.length(); i++) {
            writeChar(s.charAt(i));
        }
    }

    @Override
    public void writeUTF(String str) throws IOException {
        long utfBytes = 0;
        for (int i = 0; i < str.length(); i++) {
            char c = str.charAt(i);
            utfBytes += c >= 0x0001 && c <= 0x007F ? 1 : c <= 0x07FF ? 2 : 3;
        }
        if (utfBytes > 0xFFFF) {
            throw new UTFDataFormatException(
                    "writeUTF holds at most 65535 bytes, but the string needs " + utfBytes);
        }
        writeShort((int) utfBytes);
        for (int i = 0; i < str.length(); i++) {
            writeModifiedUtf8(str.charAt(i));
        }
    }

    private void writeModifiedUtf8(char c) throws IOException {
        if (c >= 0x0001 && c <= 0x007F) {
            write(c);
        } else if (c <= 0x07FF) {
            write(0xC0 | (c >> 6));
            write(0x80 | (c & 0x3F));
        } else {
            write(0xE0 | (c >> 12));
            write(0x80 | ((c >> 6) & 0x3F));
            write(0x80 | (c & 0x3F));
        }
    }

    /** How many of the wanted bytes, at least one, fit into the current chunk. */
    private int roomFor(int wanted) throws IOException {
        if (position >= limit) {
            nextChunk();
        }
        return Math.min(wanted, limit - position);
    }

    private static void checkRange(int off, int len, int size) {
        if (off < 0 || len < 0 || off > size - len) {
            throw new IndexOutOfBoundsException(
                    "offset " + off + " and length " + len + " are not within " + size + " bytes");
        }
    }
}
