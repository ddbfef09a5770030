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
package io.flinkgic.tests.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** What the module {@code flink-s3-server} has collected, found from the tests' directory. */
final class ServerFiles {

    private static final Path COLLECTED = Paths.get("flink-tests", "flink-s3-server", "target");

    private ServerFiles() {}

    static Path find(String name) {
        Path directory = Paths.get("").toAbsolutePath();
        while (directory != null) {
            Path found = directory.resolve(COLLECTED).resolve(name);
            if (Files.isDirectory(found)) {
                return found;
            }
            directory = directory.getParent();
        }
        throw new IllegalStateException("not built: " + COLLECTED.resolve(name));
    }
}
