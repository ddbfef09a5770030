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
package org.apache.flink.runtime.state.changelog.spi;

import org.apache.flink.runtime.state.StateBackend;
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
import java.util.ServiceConfigurationError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChangelogBackendLookupTest {

    private static final String ENABLED = "org.apache.flink.state.changelog.ChangelogStateBackend";
    private static final String DISABLED =
            "org.apache.flink.state.changelog.DeactivatedChangelogStateBackend";

    private final StateBackend wrapped = new HashMapStateBackend();

    @TempDir private Path folder;

    @Test
    void theProviderOfTheJobsClassLoaderEnables() throws Exception {
        try (URLClassLoader job = classLoaderWithService(TestProvider.class.getName())) {
            StateBackend backend = ChangelogBackendLookup.wrap(wrapped, job, ENABLED);

            assertThat(backend).isExactlyInstanceOf(TestBackends.Enabled.class);
            assertThat(((DelegatingStateBackend) backend).getDelegatedStateBackend())
                    .isSameAs(wrapped);
        }
    }

    @Test
    void theProviderIsToldThatChangesAreOnlyRestored() throws Exception {
        try (URLClassLoader job = classLoaderWithService(TestProvider.class.getName())) {
            assertThat(ChangelogBackendLookup.wrap(wrapped, job, DISABLED))
                    .isExactlyInstanceOf(TestBackends.Disabled.class);
        }
    }

    @Test
    void withoutAProviderTheClassThatFlinkNamesIsLoaded() throws Exception {
        StateBackend backend =
                ChangelogBackendLookup.wrap(
                        wrapped, loader(), TestBackends.Enabled.class.getName());

        assertThat(backend).isExactlyInstanceOf(TestBackends.Enabled.class);
    }

    @Test
    void theClassNextToTheRuntimeIsFoundWhenTheJobsLoaderDoesNotSeeIt() throws Exception {
        try (URLClassLoader isolated = new URLClassLoader(new URL[0], null)) {
            StateBackend backend =
                    ChangelogBackendLookup.wrap(
                            wrapped, isolated, TestBackends.Enabled.class.getName());

            assertThat(backend).isExactlyInstanceOf(TestBackends.Enabled.class);
        }
    }

    @Test
    void aMissingImplementationNamesTheOptionAndTheJarToAdd() {
        assertThatThrownBy(() -> ChangelogBackendLookup.wrap(wrapped, loader(), ENABLED))
                .isInstanceOf(DynamicCodeLoadingException.class)
                .hasMessageContaining("'state.changelog.enabled'")
                .hasMessageContaining("flink-statebackend-changelog jar")
                .hasMessageContaining(ENABLED)
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void aServiceEntryThatNamesNoClassIsReportedAndNotSkipped() throws Exception {
        try (URLClassLoader job = classLoaderWithService("no.such.Provider")) {
            assertThatThrownBy(() -> ChangelogBackendLookup.wrap(wrapped, job, ENABLED))
                    .isInstanceOf(DynamicCodeLoadingException.class)
                    .hasMessageContaining(ChangelogBackendProvider.class.getName())
                    .hasMessageContaining("'state.changelog.enabled'")
                    .hasCauseInstanceOf(ServiceConfigurationError.class);
        }
    }

    @Test
    void aClassOfTheRightNameThatIsNoDelegatingBackendIsRefused() {
        assertThatThrownBy(
                        () ->
                                ChangelogBackendLookup.wrap(
                                        wrapped, loader(), HashMapStateBackend.class.getName()))
                .isInstanceOf(DynamicCodeLoadingException.class)
                .hasMessageContaining("does not implement")
                .hasMessageContaining("flink-statebackend-changelog");
    }

    @Test
    void aBackendWithoutTheConstructorIsRefused() {
        assertThatThrownBy(
                        () ->
                                ChangelogBackendLookup.wrap(
                                        wrapped,
                                        loader(),
                                        TestBackends.BackendWithOtherConstructor.class.getName()))
                .isInstanceOf(DynamicCodeLoadingException.class)
                .hasMessageContaining("has no constructor taking a StateBackend");
    }

    @Test
    void anErrorInTheBackendsConstructorKeepsItsCause() {
        assertThatThrownBy(
                        () ->
                                ChangelogBackendLookup.wrap(
                                        wrapped,
                                        loader(),
                                        TestBackends.FailingBackend.class.getName()))
                .isInstanceOf(DynamicCodeLoadingException.class)
                .hasMessageContaining("failed in its constructor")
                .hasRootCauseMessage("refused");
    }

    private static ClassLoader loader() {
        return ChangelogBackendLookupTest.class.getClassLoader();
    }

    private URLClassLoader classLoaderWithService(String providerClass) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(ChangelogBackendProvider.class.getName()), providerClass + "\n");
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, loader());
    }
}
