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

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.util.Collection;
import java.util.List;

/**
 * A transactional sink whose transactions are batches of rows: they are checked when written, and
 * count as committed, in {@link CommittedRows}, when Flink commits them.
 */
final class MeasuringSink
        implements Sink<Tuple3<Long, Long, Long>>, SupportsCommitter<CommittedBatch> {

    static final TypeInformation<Tuple3<Long, Long, Long>> ROW =
            Types.TUPLE(Types.LONG, Types.LONG, Types.LONG);

    private static final long serialVersionUID = 1L;

    private final Workload workload;

    MeasuringSink(Workload workload) {
        this.workload = workload;
    }

    @Override
    public SinkWriter<Tuple3<Long, Long, Long>> createWriter(WriterInitContext context) {
        return new Writer(workload);
    }

    /** Flink 1.20 calls the other one. */
    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public SinkWriter<Tuple3<Long, Long, Long>> createWriter(InitContext context) {
        return new Writer(workload);
    }

    @Override
    public Committer<CommittedBatch> createCommitter(CommitterInitContext context) {
        return new BatchCommitter();
    }

    @Override
    public SimpleVersionedSerializer<CommittedBatch> getCommittableSerializer() {
        return new CommittedBatch.Serializer();
    }

    /** Belongs to the task's thread. */
    private static final class Writer
            implements CommittingSinkWriter<Tuple3<Long, Long, Long>, CommittedBatch> {

        private final Workload workload;
        private CommittedBatch batch = CommittedBatch.begin();

        Writer(Workload workload) {
            this.workload = workload;
        }

        @Override
        public void write(Tuple3<Long, Long, Long> row, Context context) {
            batch.add(workload, row);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public Collection<CommittedBatch> prepareCommit() {
            CommittedBatch prepared = batch;
            batch = CommittedBatch.begin();
            return prepared.rows() == 0 ? List.of() : List.of(prepared);
        }

        @Override
        public void close() {}
    }

    private static final class BatchCommitter implements Committer<CommittedBatch> {

        @Override
        public void commit(Collection<CommitRequest<CommittedBatch>> requests) {
            requests.forEach(
                    request -> CommittedRows.IN_THIS_PROCESS.commit(request.getCommittable()));
        }

        @Override
        public void close() {}
    }
}
