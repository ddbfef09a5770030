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
package org.apache.flink.runtime.patch;

import org.apache.flink.runtime.util.EnvironmentInformation;

import org.slf4j.Logger;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.jar.Manifest;

/**
 * Logs at start which methods of the runtime are patched, as read from the manifest of the jar this
 * class came from, and warns when the patches were made for another Flink.
 *
 * <p>The latter happens when the drop-in jar lies in the {@code lib} folder of another Flink
 * version: it replaces whole classes there. Called by the main thread of a starting process; a
 * problem with the report itself is logged and never stops that process.
 */
public final class PatchReport {

    /** Manifest attribute: the patched methods as {@code Class#method}, separated by semicolons. */
    public static final String PATCHES_ATTRIBUTE = "flink-gic-patches";

    /** Manifest attribute: the version of the runtime the patches were applied to. */
    public static final String FLINK_VERSION_ATTRIBUTE = "flink-gic-patches-made-for";

    private PatchReport() {}

    /** Logs the report for the jar that contains this class. */
    public static void log(Logger log) {
        Manifest manifest;
        try {
            manifest = ownManifest();
        } catch (IOException e) {
            log.warn("Cannot tell how Flink's runtime is patched: its manifest is not readable", e);
            return;
        }
        log(log, manifest, EnvironmentInformation.getVersion());
    }

    static void log(Logger log, Manifest manifest, String runningVersion) {
        String patches = manifest.getMainAttributes().getValue(PATCHES_ATTRIBUTE);
        String madeFor = manifest.getMainAttributes().getValue(FLINK_VERSION_ATTRIBUTE);
        if (patches == null || madeFor == null) {
            log.warn(
                    "Flink's runtime is patched by Flink GIC, but the manifest of its jar has lost"
                            + " the attributes {} and {}: was the jar repackaged?",
                    PATCHES_ATTRIBUTE,
                    FLINK_VERSION_ATTRIBUTE);
            return;
        }
        log.info("Flink GIC: runtime patches made for Flink {}: {}", madeFor, patches);
        if (!madeFor.equals(runningVersion)) {
            log.warn(
                    "Flink GIC: the runtime patches were made for Flink {}, but this is Flink {}."
                            + " Their classes replace those of this Flink and may not fit. Use the"
                            + " Flink GIC release made for Flink {}, or remove its jars from lib.",
                    madeFor,
                    runningVersion,
                    runningVersion);
        }
    }

    /** The manifest next to this class: of its jar, or of the folder it was compiled to. */
    private static Manifest ownManifest() throws IOException {
        String classFile = PatchReport.class.getName().replace('.', '/') + ".class";
        URL self = PatchReport.class.getResource("/" + classFile);
        String address = self.toString();
        String root = address.substring(0, address.length() - classFile.length());
        try (InputStream in = new URL(root + "META-INF/MANIFEST.MF").openStream()) {
            return new Manifest(in);
        }
    }
}
