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
package io.flinkgic.tools.leftovers;

import java.nio.file.Path;

/** What a file below the directories of checkpoints and of the log is, by its folder. */
public enum FileKind {
    /** Of the changelog's log. */
    LOG("dstl"),
    /** That tasks own: materialized state. */
    TASK_OWNED("taskowned"),
    /** That checkpoints share. */
    SHARED("shared"),
    /** Of a single checkpoint. */
    CHECKPOINT("chk-*"),
    /** That says which run the log belongs to. */
    MARKER("owners"),
    OTHER("other");

    private final String folder;

    FileKind(String folder) {
        this.folder = folder;
    }

    static FileKind of(Path file) {
        String name = file.getParent().getFileName().toString();
        for (FileKind kind : values()) {
            if (kind.folder.equals(name)) {
                return kind;
            }
        }
        return name.startsWith("chk-") ? CHECKPOINT : OTHER;
    }

    /** Name of the folder, for people. */
    public String folder() {
        return folder;
    }
}
