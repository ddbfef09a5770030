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

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.IOException;
import java.net.URI;

/** The local file system, each call of which asks first how the store is. */
final class FaultyStore extends LocalFileSystem {

    static final String SCHEME = "faulty";

    private final Control control;

    FaultyStore(Control control) {
        this.control = control;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        control.store("create " + path);
        return new FaultyOutput(super.create(path, mode), control, path);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        control.look("open " + path);
        return new FaultyInput(super.open(path), control, path);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        control.store("make " + path);
        return super.mkdirs(path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        control.look("rename " + from);
        return super.rename(from, to);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        control.look("delete " + path);
        return super.delete(path, recursive);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        control.look("look for " + path);
        return super.exists(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        control.look("look at " + path);
        return super.getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        control.look("list " + path);
        return super.listStatus(path);
    }
}
