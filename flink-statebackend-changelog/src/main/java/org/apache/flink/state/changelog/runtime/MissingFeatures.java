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

import org.apache.flink.runtime.patch.PatchReport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.Manifest;

/**
 * Says in the log which features are missing because Flink's runtime is not patched, or not patched
 * where it counts: the drop-in jar is absent, or another jar comes before it on the class path.
 *
 * <p>The class path alone is asked, without loading a class: the manifest next to the class file
 * that would be loaded names the patched methods.
 */
public final class MissingFeatures {

    private static final Logger LOG = LoggerFactory.getLogger(MissingFeatures.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private MissingFeatures() {}

    /**
     * Warns if there are any, once in a process: the answer is the same for each job.
     *
     * <p>To be called where a job with a changelog begins, on JobManager and TaskManager. Never
     * throws.
     */
    public static void warnOnce() {
        if (TOLD.compareAndSet(false, true)) {
            warn(LOG, MissingFeatures.class.getClassLoader());
        }
    }

    static void warn(Logger log, ClassLoader classPath) {
        Set<RuntimeFeature> missing;
        try {
            missing = missing(classPath);
        } catch (IOException | RuntimeException e) {
            log.warn("Flink GIC: cannot tell whether Flink's runtime is patched.", e);
            return;
        }
        if (missing.isEmpty()) {
            return;
        }
        List<String> descriptions = new ArrayList<>();
        missing.forEach(feature -> descriptions.add(feature.description()));
        log.warn(
                "Flink GIC: Flink's runtime is not patched here, or not all of it. Jobs with a"
                        + " changelog run, but without: {}. Add flink-runtime-<version>-dropin.jar"
                        + " of the drop-in bundle to the lib folder of JobManager and TaskManagers,"
                        + " where it comes before Flink's own jars on the class path.",
                String.join("; ", descriptions));
    }

    private static Set<RuntimeFeature> missing(ClassLoader classPath) throws IOException {
        Set<RuntimeFeature> missing = EnumSet.noneOf(RuntimeFeature.class);
        for (RuntimeFeature feature : RuntimeFeature.values()) {
            for (String className : feature.patchedClasses()) {
                if (!isPatched(className, classPath)) {
                    missing.add(feature);
                }
            }
        }
        return missing;
    }

    private static boolean isPatched(String className, ClassLoader classPath) throws IOException {
        String file = className.replace('.', '/') + ".class";
        URL location = classPath.getResource(file);
        if (location == null) {
            return false;
        }
        String address = location.toString();
        String root = address.substring(0, address.length() - file.length());
        try (InputStream in = new URL(root + "META-INF/MANIFEST.MF").openStream()) {
            String patches =
                    new Manifest(in).getMainAttributes().getValue(PatchReport.PATCHES_ATTRIBUTE);
            String simpleName = className.substring(className.lastIndexOf('.') + 1);
            return patches != null && (";" + patches).contains(";" + simpleName + "#");
        } catch (FileNotFoundException e) {
            return false;
        }
    }
}
