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

import java.io.IOException;

/** Encodes into the writer's own memory. */
final class InPlaceChangeSink implements ChangeSink {

    private final InPlaceChangelogWriter<?> writer;

    InPlaceChangeSink(InPlaceChangelogWriter<?> writer) {
        this.writer = writer;
    }

    @Override
    public DataOutputView begin(int keyGroup) throws IOException {
        return writer.beginChange(keyGroup);
    }

    @Override
    public DataOutputView beginMetadata() throws IOException {
        return writer.beginMetadata();
    }

    @Override
    public void commit() throws IOException {
        writer.commitChange();
    }

    @Override
    public void rollback() {
        writer.rollbackChange();
    }
}
