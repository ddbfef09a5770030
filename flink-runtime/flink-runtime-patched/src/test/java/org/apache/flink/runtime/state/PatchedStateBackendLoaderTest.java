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
package org.apache.flink.runtime.state;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.state.changelog.spi.ChangelogBackendProvider;
import org.apache.flink.runtime.state.delegate.DelegatingStateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.util.DynamicCodeLoadingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs against the patched runtime; fails on the published one. */
class PatchedStateBackendLoaderTest {

    private final HashMapStateBackend ofTheJob = new HashMapStateBackend();

    @TempDir private Path folder;

    @Test
    void anEnabledChangelogIsFoundAsAService() throws Exception {
        try (URLClassLoader job = classLoaderWithProvider()) {
            StateBackend backend = load(changelog(true), job);

            assertThat(backend).isInstanceOf(PluggedInBackend.class);
            assertThat(((PluggedInBackend) backend).getDelegatedStateBackend())
                    .isInstanceOf(HashMapStateBackend.class);
        }
    }

    @Test
    void aDisabledChangelogAsksNoProvider() throws Exception {
        try (URLClassLoader job = classLoaderWithProvider()) {
            assertThat(load(changelog(false), job)).isInstanceOf(HashMapStateBackend.class);
        }
    }

    @Test
    void aMissingImplementationNamesTheOptionAndTheJarToAdd() {
        assertThatThrownBy(() -> load(changelog(true), getClass().getClassLoader()))
                .isInstanceOf(DynamicCodeLoadingException.class)
                .hasMessageContaining("'state.changelog.enabled'")
                .hasMessageContaining("flink-statebackend-changelog jar");
    }

    private StateBackend load(Configuration configuration, ClassLoader job)
            throws IOException, DynamicCodeLoadingException {
        return StateBackendLoader.fromApplicationOrConfigOrDefault(
                ofTheJob, new Configuration(), configuration, job, null);
    }

    private static Configuration changelog(boolean enabled) {
        Configuration configuration = new Configuration();
        configuration.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, enabled);
        return configuration;
    }

    private URLClassLoader classLoaderWithProvider() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(ChangelogBackendProvider.class.getName()),
                PluggedInProvider.class.getName());
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }

    /** Public with a public constructor, as {@link java.util.ServiceLoader} demands. */
    public static final class PluggedInProvider implements ChangelogBackendProvider {

        @Override
        public DelegatingStateBackend enable(StateBackend wrapped) {
            return new PluggedInBackend(wrapped);
        }

        @Override
        public DelegatingStateBackend disable(StateBackend wrapped) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class PluggedInBackend implements DelegatingStateBackend {

        private static final long serialVersionUID = 1L;

        private final StateBackend wrapped;

        PluggedInBackend(StateBackend wrapped) {
            this.wrapped = wrapped;
        }

        @Override
        public StateBackend getDelegatedStateBackend() {
            return wrapped;
        }

        @Override
        public <K> CheckpointableKeyedStateBackend<K> createKeyedStateBackend(
                KeyedStateBackendParameters<K> parameters) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OperatorStateBackend createOperatorStateBackend(
                OperatorStateBackendParameters parameters) {
            throw new UnsupportedOperationException();
        }
    }
}
