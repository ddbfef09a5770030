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
package io.flinkgic.runtime.patcher;

import org.apache.flink.runtime.patch.PatchReport;

import io.flinkgic.runtime.patcher.engine.PatchedRuntime;
import io.flinkgic.runtime.patcher.patches.RuntimePatches;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * Patches the published runtime; run by the build, single-threaded.
 *
 * <p>An exception fails the build. Nothing is written in that case.
 */
public final class PatchRuntime {

    private PatchRuntime() {}

    /** Arguments: published jar, folder for the whole runtime, folder for the drop-in. */
    public static void main(String[] args) throws IOException, URISyntaxException {
        if (args.length != 3) {
            throw new IllegalArgumentException(
                    "Three arguments expected, found "
                            + args.length
                            + ": <published flink-runtime jar> <folder for the whole runtime>"
                            + " <folder for the drop-in>");
        }
        Path extensions =
                Path.of(
                        PatchReport.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        PatchedRuntime runtime =
                PatchedRuntime.create(
                        Path.of(args[0]),
                        extensions,
                        PatchRuntime.class.getClassLoader(),
                        RuntimePatches.all());
        runtime.writeWhole(Path.of(args[1]));
        runtime.writeDropIn(Path.of(args[2]));
    }
}
