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
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import java.io.IOException;

/** For writers that take arrays, such as Flink's own {@code memory} storage. */
final class CopyingChangeSink implements ChangeSink {

    private static final int INITIAL_SIZE_BYTES = 256;

    private final StateChangelogWriter<?> writer;
    private final DataOutputSerializer buffer = new DataOutputSerializer(INITIAL_SIZE_BYTES);

    /** Of the open change; {@link StateChange#META_KEY_GROUP} for metadata. */
    private int keyGroup = StateChange.META_KEY_GROUP;

    CopyingChangeSink(StateChangelogWriter<?> writer) {
        this.writer = writer;
    }

    @Override
    public DataOutputView begin(int keyGroup) {
        this.keyGroup = keyGroup;
        buffer.clear();
        return buffer;
    }

    @Override
    public DataOutputView beginMetadata() {
        return begin(StateChange.META_KEY_GROUP);
    }

    @Override
    public void commit() throws IOException {
        byte[] record = buffer.getCopyOfBuffer();
        if (keyGroup == StateChange.META_KEY_GROUP) {
            writer.appendMeta(record);
        } else {
            writer.append(keyGroup, record);
        }
    }

    @Override
    public void rollback() {
        buffer.clear();
    }
}
