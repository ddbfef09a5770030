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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A configuration directory for one cluster, so that an installation's own stays untouched. */
public final class ConfigurationDirectory {

    private final Path directory;

    private ConfigurationDirectory(Path directory) {
        this.directory = directory;
    }

    /** Writes the options, and the installation's logging configuration, to a new directory. */
    public static ConfigurationDirectory create(
            Path directory, FlinkHome home, Map<String, String> options) throws IOException {
        Files.createDirectories(directory);
        for (Path file : home.loggingConfigurations()) {
            Files.copy(file, directory.resolve(file.getFileName().toString()));
        }
        String lines =
                new TreeMap<>(options)
                        .entrySet().stream()
                                .map(option -> option.getKey() + ": " + option.getValue() + "\n")
                                .collect(Collectors.joining());
        Files.writeString(directory.resolve("flink-conf.yaml"), lines);
        return new ConfigurationDirectory(directory);
    }

    /**
     * Adds a file system plugin, which hides those of the installation.
     *
     * @param jar with all that it needs
     */
    public void addPlugin(Path jar) throws IOException {
        Path plugin = Files.createDirectories(directory.resolve("plugins/" + jar.getFileName()));
        Files.copy(jar, plugin.resolve(jar.getFileName()));
    }

    /** Where plugins are, if they are not where the installation has them. */
    Optional<Path> plugins() {
        return Optional.of(directory.resolve("plugins")).filter(Files::isDirectory);
    }

    Path directory() {
        return directory;
    }
}
