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

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** An object, or a prefix of several, which Flink calls a directory. Immutable. */
final class ObjectStatus implements FileStatus {

    private final Path path;
    private final boolean prefix;
    private final long sizeBytes;
    private final long modifiedMs;

    ObjectStatus(Path path, boolean prefix, long sizeBytes, long modifiedMs) {
        this.path = path;
        this.prefix = prefix;
        this.sizeBytes = sizeBytes;
        this.modifiedMs = modifiedMs;
    }

    @Override
    public long getLen() {
        return sizeBytes;
    }

    @Override
    public long getBlockSize() {
        return sizeBytes;
    }

    @Override
    public short getReplication() {
        return 1;
    }

    @Override
    public long getModificationTime() {
        return modifiedMs;
    }

    @Override
    public long getAccessTime() {
        return modifiedMs;
    }

    @Override
    public boolean isDir() {
        return prefix;
    }

    @Override
    public Path getPath() {
        return path;
    }
}
