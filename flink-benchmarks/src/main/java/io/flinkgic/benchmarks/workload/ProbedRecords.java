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

import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** A window function sees a record late and hears of no checkpoint. */
final class ProbedRecords
        extends ProcessFunction<
                Tuple4<String, Long, Long, byte[]>, Tuple4<String, Long, Long, byte[]>>
        implements CheckpointListener {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
            Tuple4<String, Long, Long, byte[]> record,
            Context context,
            Collector<Tuple4<String, Long, Long, byte[]>> records) {
        JobProbe.IN_THIS_PROCESS.take(record.f2);
        records.collect(record);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        JobProbe.IN_THIS_PROCESS.completed(checkpointId);
    }
}
