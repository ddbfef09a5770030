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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Writes an integer that it has read otherwise than one that it has not; or refuses it, after it
 * wrote some bytes.
 */
public final class UnstableIntSerializer extends TypeSerializerSingleton<Integer> {

    private static final long serialVersionUID = 1L;

    /** By identity. Integers above 127 are objects of their own. */
    private final Set<Object> read = Collections.newSetFromMap(new IdentityHashMap<>());

    private boolean refusing;

    void refuse(boolean refuse) {
        refusing = refuse;
    }

    @Override
    public void serialize(Integer number, DataOutputView target) throws IOException {
        target.writeInt(number);
        if (refusing) {
            throw new IOException("refused");
        }
        target.writeBoolean(read.contains(number));
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Integer createInstance() {
        return 0;
    }

    @Override
    public Integer copy(Integer from) {
        return from;
    }

    @Override
    public Integer copy(Integer from, Integer reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public Integer deserialize(DataInputView source) throws IOException {
        Integer number = source.readInt();
        source.readBoolean();
        read.add(number);
        return number;
    }

    @Override
    public Integer deserialize(Integer reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeInt(source.readInt());
        target.writeBoolean(source.readBoolean());
    }

    @Override
    public TypeSerializerSnapshot<Integer> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Found by name on restore. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Integer> {

        public Snapshot() {
            super(UnstableIntSerializer::new);
        }
    }
}
