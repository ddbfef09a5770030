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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.segment.SealedSegment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * What a decision of the {@link UploadConductor} entails, to be done after the lock is released.
 * Used by one thread.
 */
final class Effects {

    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final List<UploadSession> starts = new ArrayList<>();
    private final List<SealedSegment> releases = new ArrayList<>();
    private final List<Runnable> notifications = new ArrayList<>();

    /** Run a session on an uploader thread. */
    void start(UploadSession session) {
        starts.add(session);
    }

    /** Give the memory of a segment back. */
    void release(SealedSegment segment) {
        releases.add(segment);
    }

    /** Call a listener. */
    void notify(Runnable notification) {
        notifications.add(notification);
    }

    /** Tell whoever reads the log: writing it may block, too. */
    void warn(String message, Throwable cause) {
        notifications.add(() -> LOG.warn(message, cause));
    }

    List<UploadSession> starts() {
        return starts;
    }

    List<SealedSegment> releases() {
        return releases;
    }

    List<Runnable> notifications() {
        return notifications;
    }
}
