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
package io.flinkgic.tests.faults;

import org.apache.flink.configuration.Configuration;

import io.flinkgic.tests.faults.LocalRecovery.Damage;
import io.flinkgic.tests.job.ChangelogCluster;
import io.flinkgic.tests.job.JobRun;
import io.flinkgic.tests.job.Observer;
import io.flinkgic.tests.job.StateKindsJob;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task fails, and its job restores on the same TaskManagers with local recovery: from the local
 * copies of the log if these are there, from the remote files if not, and exactly in any case.
 */
@Timeout(180)
class LocalRecoveryITCase {

    private static final long RECORDS = 8_000;
    private static final long CHECKPOINT_AT = 4_000;
    private static final long FAILURE_AT = 6_000;

    @TempDir private Path directory;

    /** What is lost before the task fails. */
    enum Loss {
        REMOTE_FILES,
        LOCAL_COPIES,
        HALF_OF_EACH_LOCAL_COPY
    }

    @ParameterizedTest
    @EnumSource
    void stateIsExactWhereverTheLogIsReadFrom(Loss loss) throws Exception {
        LocalRecovery files = new LocalRecovery(directory);
        Configuration configuration = files.configuration("hashmap");
        try (ChangelogCluster cluster = ChangelogCluster.start(configuration);
                Observer observer = new Observer();
                Observer undisturbed = new Observer()) {
            observer.holdAt(CHECKPOINT_AT);
            JobRun run = cluster.submit(StateKindsJob.whole(configuration, 4, RECORDS, observer));
            run.awaitProcessed(observer, CHECKPOINT_AT).checkpoint();
            observer.holdAt(FAILURE_AT);
            run.awaitProcessed(observer, FAILURE_AT);

            inflict(loss, files);
            observer.failOnce();
            observer.goOn();
            run.awaitProcessed(observer, RECORDS + FAILURE_AT - CHECKPOINT_AT);
            observer.allowEnd();
            run.awaitSuccess();

            undisturbed.allowEnd();
            cluster.submit(
                            StateKindsJob.whole(
                                    ChangelogCluster.withoutChangelog(directory),
                                    1,
                                    RECORDS,
                                    undisturbed))
                    .awaitSuccess();
            assertThat(observer.sortedOutputs()).isEqualTo(undisturbed.sortedOutputs());
        }
    }

    private static void inflict(Loss loss, LocalRecovery files) throws IOException {
        assertThat(files.remoteLog()).isNotEmpty();
        assertThat(files.localLog()).hasSameSizeAs(files.remoteLog());
        switch (loss) {
            case REMOTE_FILES:
                LocalRecovery.inflict(Damage.GONE, files.remoteLog());
                break;
            case LOCAL_COPIES:
                LocalRecovery.inflict(Damage.GONE, files.localLog());
                break;
            case HALF_OF_EACH_LOCAL_COPY:
                LocalRecovery.inflict(Damage.HALF_GONE, files.localLog());
                break;
        }
    }
}
