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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.memory.SharedResources;
import org.apache.flink.util.FatalExitExceptionHandler;
import org.apache.flink.util.TemporaryClassLoaderContext;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

class MaterializationThreadsTest {

    @Test
    @SuppressWarnings("try") // The context is there to be closed.
    void theThreadsDoNotHoldTheClassesOfTheJobThatStartsThem() throws Exception {
        try (URLClassLoader firstJob = new URLClassLoader(new URL[0]);
                TemporaryClassLoaderContext ignored = TemporaryClassLoaderContext.of(firstJob);
                MaterializationThreads.Lease lease =
                        MaterializationThreads.lease(new SharedResources())) {
            Callable<ClassLoader> ask = () -> Thread.currentThread().getContextClassLoader();
            Future<ClassLoader> upload = lease.threads().uploads().submit(ask);
            Future<ClassLoader> timer = lease.threads().timer().submit(ask);
            ClassLoader ours = MaterializationThreads.class.getClassLoader();
            assertThat(upload.get()).isSameAs(ours);
            assertThat(timer.get()).isSameAs(ours);
        }
    }

    @Test
    void anErrorOnAThreadDoesNotEndTheProcess() throws Exception {
        try (MaterializationThreads.Lease lease =
                MaterializationThreads.lease(new SharedResources())) {
            Future<Thread.UncaughtExceptionHandler> handler =
                    lease.threads()
                            .uploads()
                            .submit(() -> Thread.currentThread().getUncaughtExceptionHandler());
            assertThat(handler.get()).isNotInstanceOf(FatalExitExceptionHandler.class);
        }
    }
}
