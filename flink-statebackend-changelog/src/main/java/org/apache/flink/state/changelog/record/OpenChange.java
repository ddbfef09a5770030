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
package org.apache.flink.state.changelog.record;

import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * A record that is being written. Closing it without {@link #commit} leaves no trace of it.
 *
 * <p>The order that keeps table and log equal is: write the payload, apply the change to the state
 * table, commit. A serializer or a table that throws then undoes the record. What cannot be undone
 * is a commit that fails after the table took the change; {@link ChangeRecorder} refuses everything
 * from then on. Task thread only; valid until the next change begins.
 */
public final class OpenChange implements AutoCloseable {

    private final ChangeRecorder<?> recorder;

    OpenChange(ChangeRecorder<?> recorder) {
        this.recorder = recorder;
    }

    /** Takes the payload. */
    public DataOutputView payload() {
        return recorder.openPayload();
    }

    /**
     * @throws IOException if the log could not take the record; the recorder is unusable then
     */
    public void commit() throws IOException {
        recorder.commitOpenChange();
    }

    /** Undoes the change unless it was committed. */
    @Override
    public void close() {
        recorder.closeOpenChange();
    }
}
