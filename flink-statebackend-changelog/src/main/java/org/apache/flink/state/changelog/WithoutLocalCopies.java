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
 * What a wrapped backend is created with, so that its snapshots have no task-local part.
 *
 * <p>A checkpoint with a log is recovered from what the JobManager has. A local copy of a
 * materialization would be written twice and read never, and nobody would delete it. The backends
 * ask the task for the settings, so the task must answer for them. Stateless.
 */
final class WithoutLocalCopies {

    private WithoutLocalCopies() {}

    static <K> KeyedStateBackendParameters<K> of(KeyedStateBackendParameters<K> given) {
        return new KeyedStateBackendParametersImpl<>(
                withoutLocalCopies(given.getEnv()),
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

    private static Environment withoutLocalCopies(Environment env) {
        TaskStateManager states =
                replacing(
                        TaskStateManager.class,
                        env.getTaskStateManager(),
                        "createLocalRecoveryConfig",
                        LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
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
