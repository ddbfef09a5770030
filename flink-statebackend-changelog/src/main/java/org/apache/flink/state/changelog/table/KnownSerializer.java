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
package org.apache.flink.state.changelog.table;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * A restored serializer with which a state is registered that was restored with the same schema,
 * and which cannot be compared: that of a POJO of which the user's class has lost a field fails.
 *
 * <p>This one says without a comparison that the schema is known, and makes the backend keep the
 * restored serializer itself. Nothing is ever serialized by this one.
 */
public final class KnownSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> restored;

    public KnownSerializer(TypeSerializer<T> restored) {
        this.restored = restored;
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new KnownSchema<>(restored);
    }

    @Override
    public boolean isImmutableType() {
        return restored.isImmutableType();
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return new KnownSerializer<>(restored.duplicate());
    }

    @Override
    public T createInstance() {
        return restored.createInstance();
    }

    @Override
    public T copy(T from) {
        return restored.copy(from);
    }

    @Override
    public T copy(T from, T reuse) {
        return restored.copy(from, reuse);
    }

    @Override
    public int getLength() {
        return restored.getLength();
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        restored.serialize(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return restored.deserialize(source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return restored.deserialize(reuse, source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        restored.copy(source, target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownSerializer
                && restored.equals(((KnownSerializer<?>) other).restored);
    }

    @Override
    public int hashCode() {
        return restored.hashCode();
    }

    /** Is asked once, and never written. */
    private static final class KnownSchema<T> implements TypeSerializerSnapshot<T> {

        private final TypeSerializer<T> restored;

        KnownSchema(TypeSerializer<T> restored) {
            this.restored = restored;
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
                TypeSerializerSnapshot<T> same) {
            return TypeSerializerSchemaCompatibility.compatibleWithReconfiguredSerializer(restored);
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return restored;
        }

        @Override
        public int getCurrentVersion() {
            throw new UnsupportedOperationException("not to be written");
        }

        @Override
        public void writeSnapshot(DataOutputView out) {
            throw new UnsupportedOperationException("not to be written");
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader userCode) {
            throw new UnsupportedOperationException("not to be read");
        }
    }
}
