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

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs against the patched runtime; fails on the published one. */
class LogEnvironmentTest {

    private final List<String> logged = new ArrayList<>();

    @Test
    void aStartingProcessLogsThePatchesAfterItsEnvironment() {
        EnvironmentInformation.logEnvironmentInfo(logger(), "Test", new String[0]);

        assertThat(logged).anyMatch(line -> line.contains("Starting Test (Version: 1.20.5"));
        assertThat(logged.get(logged.size() - 1))
                .startsWith("info Flink GIC: runtime patches made for Flink 1.20.5: ")
                .contains("EnvironmentInformation#logEnvironmentInfo;");
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
                            String message = String.valueOf(args[0]);
                            logged.add(
                                    method.getName()
                                            + " "
                                            + MessageFormatter.arrayFormat(message, values)
                                                    .getMessage());
                            return null;
                        });
    }
}
