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
package org.apache.flink.state.changelog.traffic;

import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

import java.io.IOException;
import java.util.List;

/** Streams that keep nothing, but tell of each write and each close. */
final class ObservedStreams implements CheckpointStreamFactory {

    /** What a stream does besides; may throw. */
    interface Observer {
        void written(int length) throws IOException;

        default void content(byte[] bytes, int offset, int length) {}

        default void closing() throws IOException {}

        default void flushed() {}
    }

    private final Observer observer;

    ObservedStreams(Observer observer) {
        this.observer = observer;
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
            CheckpointedStateScope scope) {
        return new ObservedStream(observer);
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle stateHandle, CheckpointedStateScope scope) {
        return true;
    }

    @Override
    public List<StreamStateHandle> duplicate(
            List<StreamStateHandle> stateHandles, CheckpointedStateScope scope) {
        return stateHandles;
    }

    private static final class ObservedStream extends CheckpointStateOutputStream {

        private final Observer observer;
        private long position;

        ObservedStream(Observer observer) {
            this.observer = observer;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            observer.written(length);
            observer.content(bytes, offset, length);
            position += length;
        }

        @Override
        public StreamStateHandle closeAndGetHandle() throws IOException {
            observer.closing();
            return new ByteStreamStateHandle("observed", new byte[0]);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void flush() {
            observer.flushed();
        }

        @Override
        public void sync() {
            observer.flushed();
        }

        @Override
        public void close() {}
    }
}
