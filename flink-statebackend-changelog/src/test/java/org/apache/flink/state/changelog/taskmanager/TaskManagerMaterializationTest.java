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
package org.apache.flink.state.changelog.taskmanager;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.memory.SharedResources;
import org.apache.flink.state.changelog.materialization.MaterializationOptions;
import org.apache.flink.state.changelog.schedule.MaterializationSlots;
import org.apache.flink.util.FatalExitExceptionHandler;
import org.apache.flink.util.TemporaryClassLoaderContext;

import org.junit.jupiter.api.Test;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TaskManagerMaterializationTest {

    private final Configuration config = new Configuration();

    @Test
    @SuppressWarnings("try") // The context is there to be closed.
    void theThreadsDoNotHoldTheClassesOfTheJobThatStartsThem() throws Exception {
        try (URLClassLoader firstJob = new URLClassLoader(new URL[0]);
                TemporaryClassLoaderContext ignored = TemporaryClassLoaderContext.of(firstJob);
                TaskManagerMaterialization.Lease lease =
                        TaskManagerMaterialization.lease(new SharedResources(), config)) {
            Callable<ClassLoader> ask = () -> Thread.currentThread().getContextClassLoader();
            Future<ClassLoader> upload = lease.shared().uploads().submit(ask);
            Future<ClassLoader> timer = lease.shared().timer().submit(ask);
            ClassLoader ours = TaskManagerMaterialization.class.getClassLoader();
            assertThat(upload.get()).isSameAs(ours);
            assertThat(timer.get()).isSameAs(ours);
        }
    }

    @Test
    void anErrorOnAThreadDoesNotEndTheProcess() throws Exception {
        try (TaskManagerMaterialization.Lease lease =
                TaskManagerMaterialization.lease(new SharedResources(), config)) {
            Future<Thread.UncaughtExceptionHandler> handler =
                    lease.shared()
                            .uploads()
                            .submit(() -> Thread.currentThread().getUncaughtExceptionHandler());
            assertThat(handler.get()).isNotInstanceOf(FatalExitExceptionHandler.class);
        }
    }

    @Test
    void filesAreDeletedEvenIfAllBackendsHaveEnded() throws Exception {
        List<Thread> deletedBy = new ArrayList<>();
        TaskManagerMaterialization.Lease lease =
                TaskManagerMaterialization.lease(new SharedResources(), config);
        lease.close();
        lease.shared().deletions().execute(() -> deletedBy.add(Thread.currentThread()));
        assertThat(deletedBy).containsExactly(Thread.currentThread());
    }

    /** A store that hangs keeps the threads of tasks that have ended, and their slots are free. */
    @Test
    void aThreadThatHangsKeepsNobodyFromUploadingOrDeleting() throws Exception {
        config.set(MaterializationOptions.MAX_CONCURRENT, 1);
        CountDownLatch released = new CountDownLatch(1);
        Callable<Void> hang =
                () -> {
                    released.await();
                    return null;
                };
        try (TaskManagerMaterialization.Lease lease =
                TaskManagerMaterialization.lease(new SharedResources(), config)) {
            TaskManagerMaterialization shared = lease.shared();
            Future<Void> hanging = shared.uploads().submit(hang);
            FutureTask<Void> deletion = new FutureTask<>(hang);
            shared.deletions().execute(deletion);
            FutureTask<String> otherDeletion = new FutureTask<>(() -> "deleted");
            shared.deletions().execute(otherDeletion);
            FutureTask<String> localDeletion = new FutureTask<>(() -> "deleted");
            shared.localDeletions().execute(localDeletion);

            assertThat(shared.uploads().submit(() -> "stored").get(1, TimeUnit.MINUTES))
                    .isEqualTo("stored");
            assertThat(otherDeletion.get(1, TimeUnit.MINUTES)).isEqualTo("deleted");
            assertThat(localDeletion.get(1, TimeUnit.MINUTES)).isEqualTo("deleted");
            assertThat(hanging).isNotDone();
            assertThat(deletion).isNotDone();
        } finally {
            released.countDown();
        }
    }

    /** Each checkpoint may set one anew, for an interval ahead. */
    @Test
    void timersThatAreTakenBackAreForgotten() throws Exception {
        try (TaskManagerMaterialization.Lease lease =
                TaskManagerMaterialization.lease(new SharedResources(), config)) {
            ScheduledThreadPoolExecutor timer =
                    (ScheduledThreadPoolExecutor) lease.shared().timer();
            timer.schedule(() -> {}, 7, TimeUnit.DAYS).cancel(false);
            assertThat(timer.getQueue()).isEmpty();
        }
    }

    @Test
    void allBackendsOfATaskManagerShareItsSlots() throws Exception {
        config.set(MaterializationOptions.MAX_CONCURRENT, 1);
        SharedResources resources = new SharedResources();
        try (TaskManagerMaterialization.Lease one =
                        TaskManagerMaterialization.lease(resources, config);
                TaskManagerMaterialization.Lease other =
                        TaskManagerMaterialization.lease(resources, config);
                MaterializationSlots.Ticket ignored = one.shared().slots().request(() -> {});
                MaterializationSlots.Ticket waiting = other.shared().slots().request(() -> {})) {
            assertThat(waiting).isNotSameAs(ignored);
            assertThat(one.shared().slots().waiting()).isEqualTo(1);
        }
    }

    @Test
    void aLimitThatMakesNoSenseIsRefusedByTheNameOfItsOption() {
        config.set(MaterializationOptions.MAX_CONCURRENT, 0);
        assertRefused("state.changelog.materialize.max-concurrent", "0");
        config.set(MaterializationOptions.MAX_CONCURRENT, 1);
        config.set(MaterializationOptions.MAX_BANDWIDTH, MemorySize.ZERO);
        assertRefused("state.changelog.materialize.max-bandwidth", "0 bytes");
    }

    private void assertRefused(String option, String value) {
        assertThatThrownBy(() -> TaskManagerMaterialization.lease(new SharedResources(), config))
                .hasMessageContaining(option)
                .hasMessageContaining(value);
    }
}
