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
package io.flinkgic.tests.faulty;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Found by Flink's service loading, in its directory below the plugins. */
public final class FaultyStoreFactory implements FileSystemFactory {

    private static final ConfigOption<String> CONTROL =
            ConfigOptions.key("faulty-store.control")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The file that says how the store is.");

    private Optional<Path> control = Optional.empty();

    @Override
    public String getScheme() {
        return FaultyStore.SCHEME;
    }

    @Override
    public void configure(Configuration configuration) {
        control = configuration.getOptional(CONTROL).map(Path::of);
    }

    @Override
    public FileSystem create(URI uri) throws IOException {
        return new FaultyStore(
                new Control(
                        control.orElseThrow(
                                () ->
                                        new IllegalConfigurationException(
                                                CONTROL.key() + " is not set")),
                        Thread::sleep));
    }
}
