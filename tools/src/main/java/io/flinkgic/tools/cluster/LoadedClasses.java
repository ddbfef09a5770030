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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells from a JVM's class-loading log ({@code -Xlog:class+load}) which jar it took a class from:
 * the only proof of what really runs.
 */
public final class LoadedClasses {

    /** Such as {@code [1.2s][info][class,load] a.B source: file:/lib/a.jar}. */
    private static final Pattern LINE =
            Pattern.compile("\\] (\\S+) source: (?:jar:)?(file:.*?\\.jar)(?:!.*)?$");

    private final Path log;

    public LoadedClasses(Path log) {
        this.log = log;
    }

    /** The jar of a class, if it was loaded from a jar. */
    public Optional<Path> jarOf(String className) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(LINE::matcher)
                    .filter(Matcher::find)
                    .filter(line -> line.group(1).equals(className))
                    .map(line -> Path.of(URI.create(line.group(2).replace(" ", "%20"))))
                    .findFirst();
        }
    }

    /**
     * A main attribute of the manifest of the jar that a class was loaded from.
     *
     * @return nothing if the class was not loaded from a jar, or the jar has no such attribute
     */
    public Optional<String> jarAttributeOf(String className, String attribute) throws IOException {
        Optional<Path> jar = jarOf(className);
        if (jar.isEmpty()) {
            return Optional.empty();
        }
        try (JarFile file = new JarFile(jar.get().toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(attribute));
        }
    }
}
