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
package io.flinkgic.tests.rules;

import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.changelog.accounting.ChangelogGuardOptions;
import org.apache.flink.runtime.changelog.janitor.JanitorOptions;
import org.apache.flink.runtime.checkpoint.deletion.DeletionOptions;
import org.apache.flink.state.changelog.materialization.MaterializationOptions;

import io.flinkgic.tests.RepositoryRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/operations/configuration.md} lists each option with its aliases. */
class ConfigurationDocumentTest {

    static List<ConfigOption<?>> options() throws IllegalAccessException {
        List<ConfigOption<?>> options = new ArrayList<>();
        for (Class<?> owner :
                new Class<?>[] {
                    ChangelogGuardOptions.class,
                    DeletionOptions.class,
                    DstlOptions.class,
                    FsStateChangelogOptions.class,
                    JanitorOptions.class,
                    MaterializationOptions.class,
                    StateChangelogOptions.class
                }) {
            for (Field field : owner.getFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && ConfigOption.class.isAssignableFrom(field.getType())) {
                    options.add((ConfigOption<?>) field.get(null));
                }
            }
        }
        return options;
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionIsDocumentedWithItsAliases(ConfigOption<?> option) throws Exception {
        Path document = RepositoryRoot.find().resolve("docs/operations/configuration.md");
        String row =
                Files.readAllLines(document).stream()
                        .filter(line -> line.startsWith("| `" + option.key() + "` |"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("No row for " + option.key()));
        for (FallbackKey alias : option.fallbackKeys()) {
            assertThat(row).contains("`" + alias.getKey() + "`");
        }
    }
}
