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
package io.flinkgic.examples;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

import io.flinkgic.examples.replay.CountRow;
import io.flinkgic.examples.replay.ProgressRow;
import io.flinkgic.examples.replay.SplitRanges;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Passes records on and notes, right before each barrier, how far their splits were read. The notes
 * are committed with the checkpoint that the barrier belongs to: they say which records its results
 * are about, also where no result names them.
 */
final class ReadProgress<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1L;

    private static final OutputTag<String> NOTES = new OutputTag<>("progress", Types.STRING);

    private final SplitRanges ranges;
    private final IndexOf<T> indexOf;

    private transient Map<Integer, Tally> tallies;
    private transient long attempt;

    /** Finds a record's index. */
    interface IndexOf<T> extends Serializable {
        long index(T record);
    }

    private ReadProgress(SplitRanges ranges, IndexOf<T> indexOf) {
        this.ranges = ranges;
        this.indexOf = indexOf;
    }

    /**
     * The records of a source, noted if somebody wants to know.
     *
     * @param directory where the notes go; without it there are none
     */
    static <T> DataStream<T> noted(
            DataStream<T> source,
            SplitRanges ranges,
            IndexOf<T> indexOf,
            Optional<String> directory) {
        if (directory.isEmpty()) {
            return source;
        }
        // Not chained: the source's task shall count what it emitted, and nothing else.
        SingleOutputStreamOperator<T> records =
                source.transform("progress", source.getType(), new ReadProgress<>(ranges, indexOf))
                        .uid("progress")
                        .setMaxParallelism(source.getTransformation().getMaxParallelism())
                        .disableChaining();
        records.getSideOutput(NOTES)
                .sinkTo(CommittedFiles.in(directory.get()))
                .name("committed-progress")
                .uid("committed-progress");
        return records;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        attempt = context.getRestoredCheckpointId().orElse(CountRow.FIRST_ATTEMPT);
        // An operator that has no state is not told what its job was restored from.
        ListState<Boolean> any =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("noted", Types.BOOLEAN));
        any.update(List.of(true));
    }

    @Override
    public void open() throws Exception {
        super.open();
        tallies = new TreeMap<>();
    }

    @Override
    public void processElement(StreamRecord<T> record) {
        long index = indexOf.index(record.getValue());
        tallies.computeIfAbsent(ranges.splitOf(index), split -> new Tally())
                .add(ranges.offsetOf(index));
        output.collect(record);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        tallies.forEach(
                (split, tally) -> {
                    ProgressRow note =
                            new ProgressRow(split, tally.read, attempt, tally.readInAttempt);
                    output.collect(NOTES, new StreamRecord<>(note.format()));
                });
    }

    /** What was seen of one split since this task began to run. */
    private static final class Tally {

        private long read;
        private long readInAttempt;

        void add(long offset) {
            read = offset + 1;
            readInAttempt++;
        }
    }
}
