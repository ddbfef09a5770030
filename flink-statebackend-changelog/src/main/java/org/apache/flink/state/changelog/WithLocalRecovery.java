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
package org.apache.flink.state.changelog;

import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.KeyedStateBackendParametersImpl;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.StateBackend.KeyedStateBackendParameters;
import org.apache.flink.runtime.state.TaskStateManager;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * What a wrapped backend is created with, so that the local copies of its snapshots go where we
 * say.
 *
 * <p>Flink's directories are numbered by checkpoint, and it deletes them by checkpoint; ours are
 * numbered by materialization. The backends ask the task for the settings, so the task must answer
 * for us. Stateless.
 */
final class WithLocalRecovery {

    private WithLocalRecovery() {}

    static <K> KeyedStateBackendParameters<K> of(
            LocalRecoveryConfig settings, KeyedStateBackendParameters<K> given) {
        return new KeyedStateBackendParametersImpl<>(
                with(settings, given.getEnv()),
                given.getJobID(),
                given.getOperatorIdentifier(),
                given.getKeySerializer(),
                given.getNumberOfKeyGroups(),
                given.getKeyGroupRange(),
                given.getKvStateRegistry(),
                given.getTtlTimeProvider(),
                given.getMetricGroup(),
                given.getCustomInitializationMetrics(),
                given.getStateHandles(),
                given.getCancelStreamRegistry(),
                given.getManagedMemoryFraction());
    }

    private static Environment with(LocalRecoveryConfig settings, Environment env) {
        TaskStateManager states =
                replacing(
                        TaskStateManager.class,
                        env.getTaskStateManager(),
                        "createLocalRecoveryConfig",
                        settings);
        return replacing(Environment.class, env, "getTaskStateManager", states);
    }

    /** The same object, but for the answer of one method without parameters. */
    private static <T> T replacing(Class<T> type, T original, String method, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, called, arguments) -> {
                            if (called.getName().equals(method)) {
                                return answer;
                            }
                            try {
                                return called.invoke(original, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
