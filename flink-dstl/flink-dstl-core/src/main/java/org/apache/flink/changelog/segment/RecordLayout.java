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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Records in chunks. A header never spans two chunks: where less than its size is left, the rest of
 * the chunk is padding. A body goes on in the next chunk at its first byte.
 *
 * <pre>
 *  0          4          8
 *  +----------+----------+----------------- - -
 *  | key group|  length  | body (length bytes)        big-endian
 *  +----------+----------+----------------- - -
 * </pre>
 *
 * The key group of metadata is {@link
 * org.apache.flink.runtime.state.changelog.StateChange#META_KEY_GROUP}. This layout lives in memory
 * only and may change at any time.
 */
final class RecordLayout {

    static final int HEADER_BYTES = 8;

    /** The address in a writer that has no chunk yet. No real one is negative. */
    static final long NOWHERE = -1L;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private RecordLayout() {}

    static long address(int chunk, int position) {
        return ((long) chunk << Integer.SIZE) | position;
    }

    static int chunkOf(long address) {
        return (int) (address >>> Integer.SIZE);
    }

    static int positionOf(long address) {
        return (int) address;
    }

    /** Position of the length field of the record whose body begins at a position. */
    static int lengthPosition(int bodyPosition) {
        return bodyPosition - Integer.BYTES;
    }

    static int keyGroupAt(byte[] chunk, int headerPosition) {
        return (int) INT.get(chunk, headerPosition);
    }

    static int lengthAt(byte[] chunk, int headerPosition) {
        return (int) INT.get(chunk, headerPosition + Integer.BYTES);
    }
}
