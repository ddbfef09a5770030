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
package org.apache.flink.runtime.changelog.attach;

import net.bytebuddy.ByteBuddy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;

/**
 * The class path of a job that brings a backend of the name by which Flink knows that a changelog
 * is on. This module has none, and others of its tests rely on that.
 */
final class ChangelogBackendFolder {

    private static final String NAME = "org.apache.flink.state.changelog.ChangelogStateBackend";

    private ChangelogBackendFolder() {}

    static URL writeTo(Path folder) throws IOException {
        try (var backend = new ByteBuddy().redefine(NamedBackend.class).name(NAME).make()) {
            backend.saveIn(folder.toFile());
        }
        return folder.toUri().toURL();
    }
}
