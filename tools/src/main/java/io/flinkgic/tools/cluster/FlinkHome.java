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
package io.flinkgic.tools.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An unpacked Flink installation: ours, or a stock one. */
public final class FlinkHome {

    private final Path directory;

    private FlinkHome(Path directory) {
        this.directory = directory;
    }

    /**
     * @throws IOException if there is no installation, naming what is missing
     */
    public static FlinkHome at(Path directory) throws IOException {
        for (String needed :
                List.of("bin/jobmanager.sh", "bin/taskmanager.sh", "bin/flink", "lib")) {
            if (!Files.exists(directory.resolve(needed))) {
                throw new IOException(
                        "no Flink installation: " + directory.resolve(needed) + " is missing");
            }
        }
        return new FlinkHome(directory);
    }

    public Path directory() {
        return directory;
    }

    Path script(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /** The files that say what is logged; a configuration directory needs them. */
    List<Path> loggingConfigurations() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory.resolve("conf"), "log4j*.properties")) {
            found.forEach(files::add);
        }
        return files;
    }
}
