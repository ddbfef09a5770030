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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.InternalPriorityQueue;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.state.changelog.record.ChangeOperation;
import org.apache.flink.state.changelog.record.CorruptChangeException;

import java.io.IOException;

/** Replays into a priority queue. */
final class QueueReplayTarget<T extends Keyed<?>> implements ReplayTarget {

    private final String name;
    private final InternalPriorityQueue<T> queue;
    private final TypeSerializer<T> serializer;

    /** Of the job, all in all. */
    private final int keyGroups;

    QueueReplayTarget(
            String name,
            InternalPriorityQueue<T> queue,
            TypeSerializer<T> serializer,
            int keyGroups) {
        this.keyGroups = keyGroups;
        this.name = name;
        this.queue = queue;
        this.serializer = serializer;
    }

    @Override
    public void apply(ChangeOperation operation, DataInputDeserializer record, int keyGroup)
            throws IOException {
        switch (operation) {
            case QUEUE_ADD:
                queue.add(read(record, keyGroup));
                return;
            case QUEUE_REMOVE:
                queue.remove(read(record, keyGroup));
                return;
            default:
                throw ReplayTarget.unexpected(operation, name);
        }
    }

    private T read(DataInputDeserializer record, int keyGroup) throws IOException {
        T element = serializer.deserialize(record);
        int keyGroupOfKey = KeyGroupRangeAssignment.assignToKeyGroup(element.getKey(), keyGroups);
        if (keyGroupOfKey != keyGroup) {
            throw new CorruptChangeException(
                    "the key group of an element of queue " + name, keyGroup, keyGroupOfKey);
        }
        return element;
    }
}
