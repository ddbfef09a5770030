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
package io.flinkgic.tools.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Says how the store of checkpoints and log is: the file system plugin {@code faulty} obeys. */
final class StoreControl {

    private final Path file;

    /**
     * @param directory of nobody else
     */
    StoreControl(Path directory) {
        this.file = directory.resolve("condition");
    }

    /** The option by which processes of a cluster learn where to look, and its value. */
    static String option() {
        return "faulty-store.control";
    }

    Path file() {
        return file;
    }

    /** A directory on disk as the store knows it. */
    static URI uri(Path directory) {
        return URI.create("faulty:" + directory.toUri().getPath());
    }

    /**
     * @param condition as the plugin names it
     */
    void say(String condition) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("draft");
        Files.writeString(draft, condition);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
