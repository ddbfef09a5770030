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
package io.flinkgic.benchmarks.workload;

import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Rows that are committed at once, summed up. Belongs to one thread until it is committed. */
final class CommittedBatch {

    /** Due times are known as exactly as that. */
    static final long DUE_STEP_MS = 10;

    private final UUID id;
    private final SortedMap<Long, Long> rowsByDueStep = new TreeMap<>();
    private final SortedMap<Long, Long> recordsByWindow = new TreeMap<>();
    private long rows;
    private long indexSum;
    private long wrongRows;

    private CommittedBatch(UUID id) {
        this.id = id;
    }

    static CommittedBatch begin() {
        return new CommittedBatch(UUID.randomUUID());
    }

    void add(Workload workload, Tuple3<Long, Long, Long> row) {
        rows++;
        rowsByDueStep.merge(row.f2 / DUE_STEP_MS, 1L, Long::sum);
        if (workload.kind() == Workload.Kind.SLIDING_WINDOW) {
            recordsByWindow.merge(row.f0, row.f1, Long::sum);
            return;
        }
        indexSum += row.f0;
        if (row.f1 != row.f0 / workload.keys() + 1) {
            wrongRows++;
        }
    }

    UUID id() {
        return id;
    }

    long rows() {
        return rows;
    }

    /** Of the numbers of their records; wraps around, as the sum that it is compared with. */
    long indexSum() {
        return indexSum;
    }

    /** Those whose count is not that of their record. */
    long wrongRows() {
        return wrongRows;
    }

    SortedMap<Long, Long> rowsByDueStep() {
        return rowsByDueStep;
    }

    SortedMap<Long, Long> recordsByWindow() {
        return recordsByWindow;
    }

    /** For Flink's state of the sink. */
    static final class Serializer implements SimpleVersionedSerializer<CommittedBatch> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(CommittedBatch batch) throws IOException {
            DataOutputSerializer output = new DataOutputSerializer(256);
            output.writeLong(batch.id.getMostSignificantBits());
            output.writeLong(batch.id.getLeastSignificantBits());
            output.writeLong(batch.rows);
            output.writeLong(batch.indexSum);
            output.writeLong(batch.wrongRows);
            write(batch.rowsByDueStep, output);
            write(batch.recordsByWindow, output);
            return output.getCopyOfBuffer();
        }

        @Override
        public CommittedBatch deserialize(int version, byte[] serialized) throws IOException {
            DataInputDeserializer input = new DataInputDeserializer(serialized);
            CommittedBatch batch = new CommittedBatch(new UUID(input.readLong(), input.readLong()));
            batch.rows = input.readLong();
            batch.indexSum = input.readLong();
            batch.wrongRows = input.readLong();
            read(input, batch.rowsByDueStep);
            read(input, batch.recordsByWindow);
            return batch;
        }

        private static void write(SortedMap<Long, Long> map, DataOutputSerializer output)
                throws IOException {
            output.writeInt(map.size());
            for (Map.Entry<Long, Long> entry : map.entrySet()) {
                output.writeLong(entry.getKey());
                output.writeLong(entry.getValue());
            }
        }

        private static void read(DataInputDeserializer input, SortedMap<Long, Long> map)
                throws IOException {
            int size = input.readInt();
            for (int entry = 0; entry < size; entry++) {
                map.put(input.readLong(), input.readLong());
            }
        }
    }
}
