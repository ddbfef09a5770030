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
package io.flinkgic.runtime.patcher.engine;

import org.apache.flink.runtime.patch.PatchReport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The patched runtime, ready to be written: everything has been checked and linked.
 *
 * <p>Two forms are written as folders, to be packed by the build: the whole runtime, and only the
 * classes that differ from the published one, which go before it on the class path of an existing
 * installation.
 */
public final class PatchedRuntime {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String LICENSE = "META-INF/LICENSE";
    private static final String NOTICE = "META-INF/NOTICE";

    /** What differs from the published jar, by path in the jar, sorted. */
    private final Map<String, byte[]> changes;

    /** The rest of the published jar, by path in the jar, sorted. */
    private final Map<String, byte[]> unchanged;

    private PatchedRuntime(Map<String, byte[]> changes, Map<String, byte[]> unchanged) {
        this.changes = changes;
        this.unchanged = unchanged;
    }

    /**
     * Applies the patches in memory.
     *
     * @param publishedJar Flink's flink-runtime jar
     * @param extensions jar or class folder of flink-runtime-extensions
     * @param libraries class loader with the libraries that the runtime links against
     * @throws RuntimeException naming class, method, expected and found bytecode, if a patch does
     *     not fit
     */
    public static PatchedRuntime create(
            Path publishedJar, Path extensions, ClassLoader libraries, List<RuntimePatch> patches)
            throws IOException {
        Map<String, byte[]> added = ExtensionClasses.read(extensions);
        try (RuntimeJar jar = new RuntimeJar(publishedJar)) {
            Map<String, byte[]> classes = new TreeMap<>(added);
            classes.putAll(new PatchEngine(jar, added, libraries).apply(patches));

            Map<String, byte[]> changes = new TreeMap<>();
            classes.forEach((name, bytes) -> changes.put(name.replace('.', '/') + ".class", bytes));
            changes.put(MANIFEST, manifest(jar.flinkVersion(), patches));
            changes.put(NOTICE, notice(jar, patches));
            jar.read(LICENSE).ifPresent(license -> changes.put(LICENSE, license));

            Map<String, byte[]> unchanged = new TreeMap<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && !changes.containsKey(entry.getName())) {
                    unchanged.put(entry.getName(), jar.read(entry.getName()).orElseThrow());
                }
            }
            return new PatchedRuntime(changes, unchanged);
        }
    }

    /** Writes the whole patched runtime. */
    public void writeWhole(Path folder) throws IOException {
        write(unchanged, folder);
        write(changes, folder);
    }

    /** Writes only what differs from the published runtime. */
    public void writeDropIn(Path folder) throws IOException {
        write(changes, folder);
    }

    private static void write(Map<String, byte[]> files, Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private static byte[] manifest(String flinkVersion, List<RuntimePatch> patches)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue(PatchReport.PATCHES_ATTRIBUTE, labels(patches, ";"));
        attributes.putValue(PatchReport.FLINK_VERSION_ATTRIBUTE, flinkVersion);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    /** The licence wants changed files to be marked as such. */
    private static byte[] notice(RuntimeJar jar, List<RuntimePatch> patches) throws IOException {
        String published = new String(jar.read(NOTICE).orElse(new byte[0]), UTF_8);
        String changed =
                String.format(
                        "%n%nThis file was changed by Flink GIC: classes were added to it, and these"
                                + " methods of Apache Flink were modified: %s%n",
                        labels(patches, ", "));
        return (published.stripTrailing() + changed.replace("\r\n", "\n")).getBytes(UTF_8);
    }

    private static String labels(List<RuntimePatch> patches, String separator) {
        return patches.stream()
                .map(patch -> patch.target().label())
                .collect(Collectors.joining(separator));
    }
}
