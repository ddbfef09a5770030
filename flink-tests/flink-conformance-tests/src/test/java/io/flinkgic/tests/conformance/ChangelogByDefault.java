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
package io.flinkgic.tests.conformance;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.StateChangelogOptions;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

import java.lang.reflect.Field;

/**
 * Makes the changelog the default, if the property {@value #PROPERTY} is {@code true}: the switch
 * of Flink's test environment does not reach tests that make their environment before their
 * cluster.
 */
public final class ChangelogByDefault implements LauncherSessionListener {

    static final String PROPERTY = "conformance.changelog-by-default";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (Boolean.getBoolean(PROPERTY)) {
            try {
                Field value = ConfigOption.class.getDeclaredField("defaultValue");
                value.setAccessible(true);
                value.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("Options of this Flink have no default to change.", e);
            }
        }
    }
}
