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
package org.apache.flink.state.changelog.queue;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSet;

/** Wraps queues of the wrapped backend so that their changes are logged. Pure. */
public final class LoggedQueues {

    private LoggedQueues() {}

    /**
     * Wraps a queue; whoever changes it from then on does so through the result.
     *
     * @param serializer what the table's elements are written with, in the table and in the log
     */
    public static <T extends Keyed<?>> KeyGroupedInternalPriorityQueue<T> wrap(
            KeyGroupedInternalPriorityQueue<T> table, TypeSerializer<T> serializer, QueueLog log) {
        QueueChanges<T> changes =
                table instanceof HeapPriorityQueueSet
                        ? new HeapQueueChanges<>(table, serializer, log)
                        : new DatabaseQueueChanges<>(table, serializer, log);
        return new LoggedQueue<>(table, changes, log.name());
    }
}
