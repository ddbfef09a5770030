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

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Of texts in one of two schemas. As Avro's, a restored one reads its own schema and writes that of
 * the user's class. For one test at a time.
 */
final class RewritingSerializer extends TypeSerializer<String> {

    private static final long serialVersionUID = 1L;

    /** In front of each text, from the second schema on. */
    private static final int MARK = 0x5AFE;

    /** The schema of the user's class. */
    private static volatile int current = 1;

    private final int reads;
    private final int writes;

    private RewritingSerializer(int reads, int writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** Of the user's class, from now on in this schema. */
    static RewritingSerializer of(int schema) {
        current = schema;
        return new RewritingSerializer(schema, schema);
    }

    @Override
    public void serialize(String text, DataOutputView target) throws IOException {
        if (writes > 1) {
            target.writeInt(MARK);
        }
        target.writeUTF(text);
    }

    @Override
    public String deserialize(DataInputView source) throws IOException {
        if (reads > 1 && source.readInt() != MARK) {
            throw new IOException("This is not of schema " + reads + ".");
        }
        return source.readUTF();
    }

    @Override
    public String deserialize(String reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public String copy(String from) {
        return from;
    }

    @Override
    public String copy(String from, String reuse) {
        return from;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<String> duplicate() {
        return this;
    }

    @Override
    public String createInstance() {
        return "";
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RewritingSerializer
                && ((RewritingSerializer) other).reads == reads
                && ((RewritingSerializer) other).writes == writes;
    }

    @Override
    public int hashCode() {
        return 31 * reads + writes;
    }

    @Override
    public TypeSerializerSnapshot<String> snapshotConfiguration() {
        Schema schema = new Schema();
        schema.number = writes;
        return schema;
    }

    /** What is stored of it. */
    public static final class Schema implements TypeSerializerSnapshot<String> {

        private int number;

        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeInt(number);
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader userCode)
                throws IOException {
            number = in.readInt();
        }

        @Override
        public TypeSerializer<String> restoreSerializer() {
            return new RewritingSerializer(number, current);
        }

        @Override
        public TypeSerializerSchemaCompatibility<String> resolveSchemaCompatibility(
                TypeSerializerSnapshot<String> before) {
            int other = ((Schema) before).number;
            if (other == number) {
                return TypeSerializerSchemaCompatibility.compatibleAsIs();
            }
            return other < number
                    ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
