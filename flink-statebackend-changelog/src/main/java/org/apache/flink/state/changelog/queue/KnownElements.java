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
package org.apache.flink.state.changelog.queue;

import org.apache.flink.core.memory.DataOutputSerializer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Remembers, by their serialized bytes, some of the elements that are in a queue. What it knows is
 * there; what it does not know may be there, too: an element has two slots to choose from, which it
 * shares with others, and the latest comes first.
 *
 * <p>Takes 65 KiB with the first element, and doubles while more elements than it has slots push
 * others out, up to 1040 KiB. Makes no objects but then, writes no references. Task thread only.
 */
final class KnownElements {

    private static final int MIN_SLOTS = 1 << 10;
    private static final int MAX_SLOTS = 1 << 14;

    /** A timer of a window of a short key has about half of that; longer ones are not known. */
    private static final int SLOT_BYTES = 64;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final long LAST_MULTIPLIER = 0xD6E8FEB86659FD93L;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Whether the element that is asked for is the same bytes again after it was read. */
    private final BooleanSupplier readBackAsWritten;

    private byte[] slots = new byte[0];

    /**
     * Of the element in each slot, and one more; 0 if there is none. Negative until it was asked
     * whether that element is read back as written.
     */
    private byte[] lengths = new byte[0];

    /** How many elements pushed another one out since the last growth. */
    private int pushedOut;

    KnownElements(BooleanSupplier readBackAsWritten) {
        this.readBackAsWritten = readBackAsWritten;
    }

    /** Whether there are slots for elements of this length. */
    static boolean mayKnow(DataOutputSerializer element) {
        return element.length() < SLOT_BYTES;
    }

    /**
     * Whether this element is in the queue for certain.
     *
     * <p>A queue gives out what it has read. If that has other bytes, it is not known under these
     * that it went. So it is asked for each element, when it is first of use.
     */
    boolean contains(DataOutputSerializer element) {
        if (lengths.length == 0 || !mayKnow(element)) {
            return false;
        }
        int slot = firstSlotOf(element);
        if (!isIn(slot, element)) {
            slot ^= 1;
            if (!isIn(slot, element)) {
                return false;
            }
        }
        if (lengths[slot] < 0) {
            lengths[slot] = readBackAsWritten.getAsBoolean() ? (byte) -lengths[slot] : 0;
        }
        return lengths[slot] != 0;
    }

    /** This element is in the queue now. */
    void add(DataOutputSerializer element) {
        if (!mayKnow(element)) {
            return;
        }
        if (lengths.length == 0) {
            resize(MIN_SLOTS);
        }
        int slot = firstSlotOf(element);
        if (isIn(slot, element) || isIn(slot ^ 1, element)) {
            return;
        }
        if (lengths[slot] != 0 && lengths[slot ^ 1] == 0) {
            slot ^= 1;
        }
        pushedOut += lengths[slot] == 0 ? 0 : 1;
        put(slot, element);
        if (pushedOut > lengths.length && lengths.length < MAX_SLOTS) {
            resize(2 * lengths.length);
        }
    }

    /** This element is not in the queue any more. */
    void remove(DataOutputSerializer element) {
        if (lengths.length > 0 && mayKnow(element)) {
            int slot = firstSlotOf(element);
            if (isIn(slot, element)) {
                lengths[slot] = 0;
            } else if (isIn(slot ^ 1, element)) {
                lengths[slot ^ 1] = 0;
            }
        }
    }

    /** Nothing is known then: the elements come again. */
    private void resize(int slotCount) {
        slots = new byte[slotCount * SLOT_BYTES];
        lengths = new byte[slotCount];
        pushedOut = 0;
    }

    private void put(int slot, DataOutputSerializer element) {
        System.arraycopy(element.getSharedBuffer(), 0, slots, slot * SLOT_BYTES, element.length());
        lengths[slot] = (byte) -(element.length() + 1);
    }

    private boolean isIn(int slot, DataOutputSerializer element) {
        int from = slot * SLOT_BYTES;
        int length = element.length();
        return Math.abs(lengths[slot]) == length + 1
                && Arrays.equals(slots, from, from + length, element.getSharedBuffer(), 0, length);
    }

    /** The other one differs in the last bit. */
    private int firstSlotOf(DataOutputSerializer element) {
        byte[] bytes = element.getSharedBuffer();
        int length = element.length();
        long hash = length;
        int position = 0;
        for (; position + Long.BYTES <= length; position += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, position)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        for (; position < length; position++) {
            hash = (hash ^ bytes[position]) * MULTIPLIER;
        }
        // So that the high bytes of what was read decide about the low bits, too.
        hash = (hash ^ hash >>> 32) * LAST_MULTIPLIER;
        hash ^= hash >>> 32;
        return (int) hash & (lengths.length - 1);
    }
}
