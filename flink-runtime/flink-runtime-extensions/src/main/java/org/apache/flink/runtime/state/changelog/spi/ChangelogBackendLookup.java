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

import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.delegate.DelegatingStateBackend;
import org.apache.flink.util.DynamicCodeLoadingException;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Wraps a state backend in the one that logs its changes.
 *
 * <p>The first {@link ChangelogBackendProvider} wins: those the job's class loader sees come before
 * those next to this class. Without a provider the class name that stock Flink fixes is loaded, so
 * that a backend which knows nothing of this interface goes on working.
 *
 * <p>Holds no state; any thread, several at once. Nothing is cached, because the answer depends on
 * the job's class loader.
 */
public final class ChangelogBackendLookup {

    private static final String ENABLED_CLASS =
            "org.apache.flink.state.changelog.ChangelogStateBackend";
    private static final String DISABLED_CLASS =
            "org.apache.flink.state.changelog.DeactivatedChangelogStateBackend";
    private static final String JAR_TO_ADD = "flink-statebackend-changelog";

    private ChangelogBackendLookup() {}

    /**
     * Stands in for {@code StateBackendLoader#wrapStateBackend} and therefore has its parameters.
     *
     * @param stockClassName the class stock Flink would load; it tells whether changes are to be
     *     logged or only restored
     * @throws DynamicCodeLoadingException if there is no implementation, or the one found is unfit;
     *     the message names the option that asked for it and the jar to add
     */
    public static StateBackend wrap(
            StateBackend wrapped, ClassLoader jobClassLoader, String stockClassName)
            throws DynamicCodeLoadingException {
        Optional<ChangelogBackendProvider> provider = findProvider(jobClassLoader);
        if (provider.isPresent() && ENABLED_CLASS.equals(stockClassName)) {
            return provider.get().enable(wrapped);
        }
        if (provider.isPresent() && DISABLED_CLASS.equals(stockClassName)) {
            return provider.get().disable(wrapped);
        }
        return instantiate(findClass(jobClassLoader, stockClassName), wrapped);
    }

    private static Optional<ChangelogBackendProvider> findProvider(ClassLoader jobClassLoader)
            throws DynamicCodeLoadingException {
        for (ClassLoader classLoader : searchOrder(jobClassLoader)) {
            try {
                Optional<ChangelogBackendProvider> provider =
                        ServiceLoader.load(ChangelogBackendProvider.class, classLoader).findFirst();
                if (provider.isPresent()) {
                    return provider;
                }
            } catch (ServiceConfigurationError e) {
                throw new DynamicCodeLoadingException(
                        String.format(
                                "A service entry for %s cannot be loaded. It is used because '%s'"
                                        + " is true or a changelog checkpoint is restored.",
                                ChangelogBackendProvider.class.getName(), optionKey()),
                        e);
            }
        }
        return Optional.empty();
    }

    private static Class<? extends DelegatingStateBackend> findClass(
            ClassLoader jobClassLoader, String className) throws DynamicCodeLoadingException {
        ClassNotFoundException notFound = new ClassNotFoundException(className);
        for (ClassLoader classLoader : searchOrder(jobClassLoader)) {
            try {
                return Class.forName(className, false, classLoader)
                        .asSubclass(DelegatingStateBackend.class);
            } catch (ClassNotFoundException e) {
                notFound.addSuppressed(e);
            } catch (ClassCastException e) {
                throw unfit(className, "does not implement " + DelegatingStateBackend.class, e);
            }
        }
        throw new DynamicCodeLoadingException(
                String.format(
                        "No changelog state backend found, but '%s' is true or a changelog"
                                + " checkpoint is restored: neither a service entry for %s nor the"
                                + " class %s is on the class path. Add the %s jar to Flink's lib"
                                + " folder, or set '%s: false'.",
                        optionKey(),
                        ChangelogBackendProvider.class.getName(),
                        className,
                        JAR_TO_ADD,
                        optionKey()),
                notFound);
    }

    private static StateBackend instantiate(
            Class<? extends DelegatingStateBackend> backendClass, StateBackend wrapped)
            throws DynamicCodeLoadingException {
        try {
            Constructor<? extends DelegatingStateBackend> constructor =
                    backendClass.getDeclaredConstructor(StateBackend.class);
            constructor.setAccessible(true);
            return constructor.newInstance(wrapped);
        } catch (InvocationTargetException e) {
            throw unfit(backendClass.getName(), "failed in its constructor", e);
        } catch (ReflectiveOperationException e) {
            throw unfit(backendClass.getName(), "has no constructor taking a StateBackend", e);
        }
    }

    private static DynamicCodeLoadingException unfit(
            String className, String reason, Throwable cause) {
        return new DynamicCodeLoadingException(
                String.format(
                        "The changelog state backend %s, needed because '%s' is true or a changelog"
                                + " checkpoint is restored, %s. Replace the %s jar in Flink's lib"
                                + " folder.",
                        className, optionKey(), reason, JAR_TO_ADD),
                cause);
    }

    private static List<ClassLoader> searchOrder(ClassLoader jobClassLoader) {
        return List.of(jobClassLoader, ChangelogBackendLookup.class.getClassLoader());
    }

    private static String optionKey() {
        return StateChangelogOptions.ENABLE_STATE_CHANGE_LOG.key();
    }
}
