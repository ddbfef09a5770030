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
package io.flinkgic.tests.faulty;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;

import java.io.IOException;

/** A file that is written. Closes what it has opened even if that is said to fail. */
final class FaultyOutput extends FSDataOutputStream {

    private final FSDataOutputStream file;
    private final Control control;
    private final Path path;

    FaultyOutput(FSDataOutputStream file, Control control, Path path) {
        this.file = file;
        this.control = control;
        this.path = path;
    }

    @Override
    public void write(int b) throws IOException {
        control.bytes(1, "write " + path);
        file.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        control.bytes(length, "write " + path);
        file.write(bytes, offset, length);
    }

    @Override
    public long getPos() throws IOException {
        return file.getPos();
    }

    @Override
    public void flush() throws IOException {
        control.look("flush " + path);
        file.flush();
    }

    @Override
    public void sync() throws IOException {
        control.look("sync " + path);
        file.sync();
    }

    @Override
    public void close() throws IOException {
        try {
            control.look("close " + path);
        } finally {
            file.close();
        }
    }
}
