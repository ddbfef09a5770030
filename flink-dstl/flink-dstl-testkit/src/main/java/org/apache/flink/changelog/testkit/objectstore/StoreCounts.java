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
package org.apache.flink.changelog.testkit.objectstore;

import java.util.EnumMap;
import java.util.Map;

/** What happened in some time. Immutable for those who get one from {@link StoreMeter}. */
public final class StoreCounts {

    private final Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
    private final Map<ObjectKind, Long> uploadedBytes = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectKind, Long> downloadedBytes = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectKind, Long> objects = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectKind, Long> openUploads = new EnumMap<>(ObjectKind.class);

    StoreCounts() {}

    StoreCounts(StoreCounts copied) {
        requests.putAll(copied.requests);
        uploadedBytes.putAll(copied.uploadedBytes);
        downloadedBytes.putAll(copied.downloadedBytes);
        objects.putAll(copied.objects);
        openUploads.putAll(copied.openUploads);
    }

    public long requests(RequestKind kind) {
        return requests.getOrDefault(kind, 0L);
    }

    public long uploadedBytes(ObjectKind kind) {
        return uploadedBytes.getOrDefault(kind, 0L);
    }

    public long downloadedBytes(ObjectKind kind) {
        return downloadedBytes.getOrDefault(kind, 0L);
    }

    /** Objects that appeared less those that were deleted: since the beginning, those alive. */
    public long objects(ObjectKind kind) {
        return objects.getOrDefault(kind, 0L);
    }

    /** Uploads that began less those that ended: since the beginning, those in progress. */
    public long openUploads(ObjectKind kind) {
        return openUploads.getOrDefault(kind, 0L);
    }

    void addRequest(RequestKind kind) {
        requests.merge(kind, 1L, Long::sum);
    }

    void addUploaded(ObjectKind kind, long bytes) {
        uploadedBytes.merge(kind, bytes, Long::sum);
    }

    void addDownloaded(ObjectKind kind, long bytes) {
        downloadedBytes.merge(kind, bytes, Long::sum);
    }

    void addObjects(ObjectKind kind, int change) {
        objects.merge(kind, (long) change, Long::sum);
    }

    void addOpenUploads(ObjectKind kind, int change) {
        openUploads.merge(kind, (long) change, Long::sum);
    }
}
