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
package org.apache.flink.state.changelog.record;

import org.apache.flink.core.memory.DataOutputSerializer;

import java.util.Arrays;

/**
 * Remembers, by their serialized bytes, some of the elements that are in a queue. What it knows is
 * there; what it does not know may be there, too: each element has one slot, which it shares with
 * others, and the latest has it.
 *
 * <p>Takes 260 KiB with the first element, and no more later. Makes no objects, writes no
 * references. Task thread only.
 */
public final class KnownElements {

    private static final int SLOTS = 1 << 12;

    /** A timer of a window of a short key has about half of that; longer ones are not known. */
    private static final int SLOT_BYTES = 64;

    private static final int MULTIPLIER = 0x9E3779B1;

    private static final byte[] NOTHING_YET = new byte[0];

    private byte[] slots = NOTHING_YET;

    /** Of the element in each slot, and one more; 0 if there is none. */
    private byte[] lengths = NOTHING_YET;

    /** Whether this element is in the queue for certain. */
    public boolean contains(DataOutputSerializer element) {
        int length = element.length();
        int slot = slotOf(element.getSharedBuffer(), length);
        return length < SLOT_BYTES && isIn(slot, element.getSharedBuffer(), length);
    }

    /** This element is in the queue now. */
    public void add(DataOutputSerializer element) {
        int length = element.length();
        if (length < SLOT_BYTES) {
            if (lengths == NOTHING_YET) {
                slots = new byte[SLOTS * SLOT_BYTES];
                lengths = new byte[SLOTS];
            }
            int slot = slotOf(element.getSharedBuffer(), length);
            System.arraycopy(element.getSharedBuffer(), 0, slots, slot * SLOT_BYTES, length);
            lengths[slot] = (byte) (length + 1);
        }
    }

    /**
     * This element is not in the queue any more, or may not be. If it is not known, nothing is from
     * now on: it may be known by other bytes, since there are serializers that do not give the same
     * bytes again for what they have read.
     */
    public void remove(DataOutputSerializer element) {
        int length = element.length();
        int slot = slotOf(element.getSharedBuffer(), length);
        if (length < SLOT_BYTES && isIn(slot, element.getSharedBuffer(), length)) {
            lengths[slot] = 0;
        } else {
            Arrays.fill(lengths, (byte) 0);
        }
    }

    private boolean isIn(int slot, byte[] bytes, int length) {
        int from = slot * SLOT_BYTES;
        return lengths != NOTHING_YET
                && lengths[slot] == length + 1
                && Arrays.equals(slots, from, from + length, bytes, 0, length);
    }

    private static int slotOf(byte[] bytes, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash + bytes[i]) * MULTIPLIER;
            hash ^= hash >>> 15;
        }
        return hash & (SLOTS - 1);
    }
}
