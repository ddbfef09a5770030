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

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

import static org.assertj.core.api.Assertions.assertThat;

class PatchReportTest {

    private final List<String> logged = new ArrayList<>();

    @Test
    void namesTheMethodsThatArePatched() {
        PatchReport.log(logger(), manifest("A#a;B#b", "1.20.5"), "1.20.5");

        assertThat(logged)
                .containsExactly("info Flink GIC: runtime patches made for Flink 1.20.5: A#a;B#b");
    }

    @Test
    void warnsWhenThePatchesWereMadeForAnotherFlink() {
        PatchReport.log(logger(), manifest("A#a", "1.20.5"), "1.20.3");

        assertThat(logged).hasSize(2);
        assertThat(logged.get(1))
                .startsWith("warn ")
                .contains("made for Flink 1.20.5, but this is Flink 1.20.3");
    }

    @Test
    void warnsWhenRepackagingLostTheAttributes() {
        PatchReport.log(logger(), new Manifest(), "1.20.5");

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).startsWith("warn ").contains(PatchReport.PATCHES_ATTRIBUTE);
    }

    @Test
    void aMissingManifestIsLoggedAndDoesNotStopTheProcess() {
        // This module's class folder has no manifest: only the patched runtime has one.
        PatchReport.log(logger());

        assertThat(logged).hasSize(1);
        assertThat(logged.get(0)).startsWith("warn Cannot tell");
    }

    private static Manifest manifest(String patches, String madeFor) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue(PatchReport.PATCHES_ATTRIBUTE, patches);
        attributes.putValue(PatchReport.FLINK_VERSION_ATTRIBUTE, madeFor);
        return manifest;
    }

    private Logger logger() {
        return (Logger)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Logger.class},
                        (proxy, method, args) -> {
                            logged.add(method.getName() + " " + format(args));
                            return null;
                        });
    }

    private static String format(Object[] args) {
        Object[] values =
                args.length == 2 && args[1] instanceof Object[]
                        ? (Object[]) args[1]
                        : Arrays.copyOfRange(args, 1, args.length);
        return MessageFormatter.arrayFormat((String) args[0], values).getMessage();
    }
}
