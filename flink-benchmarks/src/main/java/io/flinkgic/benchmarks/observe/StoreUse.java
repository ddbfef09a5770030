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
package io.flinkgic.benchmarks.observe;

import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a store was used for while a job was measured. Immutable. */
public final class StoreUse {

    private final SortedMap<Long, StoreCounts> perSecond;
    private final Map<RequestKind, Long> requests;
    private final long objects;
    private final List<StoredMetadata> metadata;

    StoreUse(
            SortedMap<Long, StoreCounts> perSecond,
            Map<RequestKind, Long> requests,
            long objects,
            List<StoredMetadata> metadata) {
        this.perSecond = Collections.unmodifiableSortedMap(new TreeMap<>(perSecond));
        this.requests = Map.copyOf(requests);
        this.objects = objects;
        this.metadata = List.copyOf(metadata);
    }

    /**
     * Without what happened in other seconds.
     *
     * @param to is not in it
     */
    StoreUse between(long from, long to) {
        return new StoreUse(
                from < to ? perSecond.subMap(from, to) : Collections.emptySortedMap(),
                requests,
                objects,
                metadata.stream()
                        .filter(one -> one.atMs() >= from * 1_000 && one.atMs() < to * 1_000)
                        .collect(Collectors.toList()));
    }

    /** Bytes; by the second of the wall clock, without those in which nothing happened. */
    public SortedMap<Long, StoreCounts> perSecond() {
        return perSecond;
    }

    /** Of the checkpoints that were completed in these seconds, in their order. */
    public List<StoredMetadata> metadata() {
        return metadata;
    }

    /** In the whole time. */
    public long requests(RequestKind kind) {
        return requests.get(kind);
    }

    /** Alive at the end. */
    public long objects() {
        return objects;
    }
}
