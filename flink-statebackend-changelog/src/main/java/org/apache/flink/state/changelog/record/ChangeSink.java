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

import org.apache.flink.changelog.writer.InPlaceChangelogWriter;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import java.io.IOException;

/**
 * Where the bytes of one record at a time go. Begin, write, then exactly one of commit and
 * rollback. Task thread only.
 */
interface ChangeSink {

    DataOutputView begin(int keyGroup) throws IOException;

    DataOutputView beginMetadata() throws IOException;

    void commit() throws IOException;

    void rollback();

    /** Encodes in place where the writer can do that, else through a copy. */
    static ChangeSink of(StateChangelogWriter<?> writer) {
        return writer instanceof InPlaceChangelogWriter
                ? new InPlaceChangeSink((InPlaceChangelogWriter<?>) writer)
                : new CopyingChangeSink(writer);
    }
}
