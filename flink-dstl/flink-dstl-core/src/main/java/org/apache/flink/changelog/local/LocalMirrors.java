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
package org.apache.flink.changelog.local;

import org.apache.flink.runtime.state.PhysicalStateHandleID;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The local copies of all jobs on this TaskManager: those who restore do not know who wrote.
 *
 * <p>Thread-safe.
 */
public final class LocalMirrors implements LocalCopies {

    private final List<LocalMirror> mirrors = new CopyOnWriteArrayList<>();

    /** A mirror whose copies are to be found until it is closed. */
    void add(LocalMirror mirror) {
        mirrors.add(mirror);
    }

    void remove(LocalMirror mirror) {
        mirrors.remove(mirror);
    }

    @Override
    public Optional<LocalCopy> find(PhysicalStateHandleID batch) {
        return mirrors.stream().flatMap(mirror -> mirror.find(batch).stream()).findFirst();
    }

    @Override
    public void drop(PhysicalStateHandleID batch) {
        mirrors.forEach(mirror -> mirror.drop(batch));
    }
}
