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
package io.flinkgic.benchmarks.log;

import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import java.io.IOException;

/**
 * How a backend logs one change of a value state: operation, state, key, value. Both ways write the
 * same bytes.
 */
public interface ChangeEncoding {

    /** What goes in front of a value. */
    int HEADER_BYTES = 1 + Short.BYTES + Long.BYTES + Integer.BYTES;

    void log(int keyGroup, long key, byte[] value) throws IOException;

    /** The best that each writer offers. */
    static ChangeEncoding of(StateChangelogWriter<?> writer) {
        return writer instanceof InPlaceChangelogWriter
                ? new InPlace((InPlaceChangelogWriter<?>) writer)
                : new Copying(writer);
    }

    private static void write(DataOutputView out, long key, byte[] value) throws IOException {
        out.writeByte(1);
        out.writeShort(7);
        out.writeLong(key);
        out.writeInt(value.length);
        out.write(value);
    }

    /** Into the memory of the log. */
    final class InPlace implements ChangeEncoding {

        private final InPlaceChangelogWriter<?> writer;

        private InPlace(InPlaceChangelogWriter<?> writer) {
            this.writer = writer;
        }

        @Override
        public void log(int keyGroup, long key, byte[] value) throws IOException {
            write(writer.beginChange(keyGroup), key, value);
            writer.commitChange();
        }
    }

    /** Into an array of its own for each change, as a writer that keeps the array needs it. */
    final class Copying implements ChangeEncoding {

        private final StateChangelogWriter<?> writer;
        private final DataOutputSerializer out = new DataOutputSerializer(64);

        private Copying(StateChangelogWriter<?> writer) {
            this.writer = writer;
        }

        @Override
        public void log(int keyGroup, long key, byte[] value) throws IOException {
            out.clear();
            write(out, key, value);
            writer.append(keyGroup, out.getCopyOfBuffer());
        }
    }
}
