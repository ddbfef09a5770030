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

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * The bytes of the current key: computed at the first change after a key was selected, then shared
 * by all changes under it. Task thread only.
 */
final class SerializedKey<K> {

    private static final int INITIAL_SIZE_BYTES = 64;

    /** Identical to no key. Not an Optional: that would be an object for each selected key. */
    private static final Object NO_KEY = new Object();

    private final TypeSerializer<K> serializer;
    private final DataOutputSerializer bytes = new DataOutputSerializer(INITIAL_SIZE_BYTES);

    /**
     * Whose bytes these are, by identity. Selecting a key empties it; but listeners that hear of
     * the next key before it is current may still change state under the one before.
     */
    private Object cached = NO_KEY;

    SerializedKey(TypeSerializer<K> serializer) {
        this.serializer = serializer;
    }

    /** The current key changes, or may have been changed in place. */
    void invalidate() {
        cached = NO_KEY;
    }

    void write(K currentKey, DataOutputView out) throws IOException {
        if (cached != currentKey) {
            invalidate();
            bytes.clear();
            serializer.serialize(currentKey, bytes);
            cached = currentKey;
        }
        out.write(bytes.getSharedBuffer(), 0, bytes.length());
    }
}
