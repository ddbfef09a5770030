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

import java.util.Optional;

/** What a session has to do next. Immutable. */
final class UploadStep {

    enum Kind {
        /** Open a pending batch. */
        BEGIN,
        APPEND,
        COMMIT,
        /** Nothing, until more segments or a decision to commit arrive. */
        REST,
        /** The batch was decided without this attempt: undo. */
        DROP
    }

    static final UploadStep BEGIN = new UploadStep(Kind.BEGIN, Optional.empty());
    static final UploadStep COMMIT = new UploadStep(Kind.COMMIT, Optional.empty());
    static final UploadStep REST = new UploadStep(Kind.REST, Optional.empty());
    static final UploadStep DROP = new UploadStep(Kind.DROP, Optional.empty());

    private final Kind kind;
    private final Optional<SegmentUpload> segment;

    private UploadStep(Kind kind, Optional<SegmentUpload> segment) {
        this.kind = kind;
        this.segment = segment;
    }

    static UploadStep append(SegmentUpload segment) {
        return new UploadStep(Kind.APPEND, Optional.of(segment));
    }

    Kind kind() {
        return kind;
    }

    /** Present for {@link Kind#APPEND} only. */
    Optional<SegmentUpload> segment() {
        return segment;
    }

    /** Whether it does I/O, which can take too long. */
    boolean isIo() {
        return kind == Kind.BEGIN || kind == Kind.APPEND || kind == Kind.COMMIT;
    }
}
