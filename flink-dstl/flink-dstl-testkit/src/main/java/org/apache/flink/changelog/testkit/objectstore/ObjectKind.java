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

import org.apache.flink.core.fs.Path;

import java.util.regex.Pattern;

/** What an object is for, told from its path. */
public enum ObjectKind {
    /** Below a folder {@code dstl}. */
    LOG("/dstl/"),

    /** What no single checkpoint owns: files of a materialization, and shared ones of a backend. */
    MATERIALIZED("/(taskowned|shared)/"),

    /** The file by which the JobManager describes a checkpoint. */
    METADATA("/_metadata$"),

    /** Of one checkpoint alone. */
    EXCLUSIVE("/chk-"),
    OTHER("");

    private final Pattern mark;

    ObjectKind(String mark) {
        this.mark = Pattern.compile(mark);
    }

    static ObjectKind of(Path path) {
        for (ObjectKind kind : values()) {
            if (kind.mark.matcher(path.getPath()).find()) {
                return kind;
            }
        }
        throw new AssertionError("the last one takes every path");
    }
}
