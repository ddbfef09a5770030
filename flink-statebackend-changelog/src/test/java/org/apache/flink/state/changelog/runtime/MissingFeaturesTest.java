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
package org.apache.flink.state.changelog.runtime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** On class paths of jars that say what is patched in them. */
class MissingFeaturesTest {

    private static final String COORDINATOR =
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator";
    private static final String ENDPOINT = "org.apache.flink.runtime.webmonitor.WebMonitorEndpoint";

    @TempDir private Path folder;

    private final List<String> logged = new ArrayList<>();

    @Test
    void aPatchedRuntimeBeforeThePublishedOneMissesNothing() throws IOException {
        MissingFeatures.warn(
                logger(),
                classPath(
                        jar("dropin.jar", patchedClasses(), patchedClasses()),
                        jar("flink-dist.jar", patchedClasses(), List.of())));

        assertThat(logged).isEmpty();
    }

    @Test
    void thePublishedRuntimeMissesEachFeatureByName() throws IOException {
        MissingFeatures.warn(
                logger(), classPath(jar("flink-dist.jar", patchedClasses(), List.of())));

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0))
                .startsWith("warn Flink GIC: Flink's runtime is not patched here")
                .contains(
                        "metrics of the changelog",
                        "the janitor (state.changelog.janitor.*)",
                        "the REST resources /jobs/:jobid/changelog",
                        "changelog backends as services",
                        "Add flink-runtime-<version>-dropin.jar");
    }

    @Test
    void aPatchedRuntimeBehindThePublishedOneCountsForNothing() throws IOException {
        MissingFeatures.warn(
                logger(),
                classPath(
                        jar("flink-dist.jar", patchedClasses(), List.of()),
                        jar("dropin.jar", patchedClasses(), patchedClasses())));

        assertThat(logged).hasSize(1);
    }

    @Test
    void onlyWhatLacksItsPatchIsMissing() throws IOException {
        List<String> allButTheEndpoint =
                patchedClasses().stream()
                        .filter(name -> !name.equals(ENDPOINT))
                        .collect(Collectors.toList());
        MissingFeatures.warn(
                logger(), classPath(jar("runtime.jar", patchedClasses(), allButTheEndpoint)));

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).contains("/changelog").doesNotContain("janitor");
    }

    @Test
    void aClassWhoseNameIsOnlyTheEndOfAPatchedOneIsNotPatched() throws IOException {
        List<String> others =
                patchedClasses().stream()
                        .map(name -> name.equals(COORDINATOR) ? "x.Other" + simple(name) : name)
                        .collect(Collectors.toList());
        MissingFeatures.warn(logger(), classPath(jar("runtime.jar", patchedClasses(), others)));

        assertThat(logged).hasSize(1);
    }

    @Test
    void aFolderWithoutAManifestIsNotPatched() throws IOException {
        Path classes = folder.resolve("classes");
        for (String name : patchedClasses()) {
            Path file = classes.resolve(name.replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        MissingFeatures.warn(logger(), classPath(classes));

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).contains("janitor");
    }

    private static List<String> patchedClasses() {
        return Stream.of(RuntimeFeature.values())
                .map(RuntimeFeature::patchedClasses)
                .flatMap(Collection::stream)
                .distinct()
                .collect(Collectors.toList());
    }

    private Path jar(String name, List<String> classes, List<String> patched) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!patched.isEmpty()) {
            manifest.getMainAttributes()
                    .putValue(
                            "flink-gic-patches",
                            patched.stream()
                                    .map(each -> simple(each) + "#method")
                                    .collect(Collectors.joining(";")));
        }
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String each : classes) {
                jar.putNextEntry(new JarEntry(each.replace('.', '/') + ".class"));
                jar.closeEntry();
            }
        }
        return file;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Whose classes come from nowhere else. */
    private static ClassLoader classPath(Path... entries) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries) {
            urls.add(entry.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), null);
    }

    private Logger logger() {
        return (Logger)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Logger.class},
                        (proxy, method, args) -> {
                            if (method.getReturnType() == boolean.class) {
                                return true;
                            }
                            Object[] values = Arrays.copyOfRange(args, 1, args.length);
                            logged.add(
                                    method.getName()
                                            + " "
                                            + MessageFormatter.arrayFormat(
                                                            String.valueOf(args[0]), values)
                                                    .getMessage());
                            return null;
                        });
    }
}
