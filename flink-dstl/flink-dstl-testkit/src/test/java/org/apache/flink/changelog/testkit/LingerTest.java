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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.writer.DurableChangelogWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Time alone seals, on the task thread, if it is told to. */
final class LingerTest {

    private static final Duration LINGER = Duration.ofMillis(50);

    private final InMemorySegmentStore store = new InMemorySegmentStore();
    private final UploadRig rig = UploadRig.on(store, new UploadRig.Options().linger(LINGER));
    private final DrainedMailbox mailbox = new DrainedMailbox();
    private final DurableChangelogWriter writer = rig.writer(mailbox.executor());

    @AfterEach
    void close() {
        writer.close();
        rig.close();
    }

    @Test
    void changesGoOutWhenTheyHaveWaitedLongEnoughThoughNoneFollows() throws Exception {
        writer.append(0, new byte[10]);
        rig.advance(LINGER.minusMillis(1));
        mailbox.drain();
        assertThat(rig.budget().sealedBytes()).isZero();

        rig.advance(Duration.ofMillis(1));
        assertThat(rig.budget().sealedBytes()).as("only the task thread seals").isZero();
        mailbox.drain();
        assertThat(rig.budget().sealedBytes()).isPositive();
        assertThat(rig.budget().openBytes()).isZero();
    }

    @Test
    void oldestChangeCountsAndNotTheLast() throws Exception {
        writer.append(0, new byte[10]);
        rig.advance(LINGER.minusMillis(1));
        writer.append(0, new byte[10]);
        rig.advance(Duration.ofMillis(1));
        mailbox.drain();

        assertThat(rig.budget().openBytes()).isZero();
    }

    @Test
    void sealInBetweenBeginsTheTimeAnew() throws Exception {
        writer.append(0, new byte[10]);
        rig.advance(LINGER.dividedBy(2));
        writer.nextSequenceNumber();
        writer.append(0, new byte[10]);
        rig.advance(LINGER.dividedBy(2));
        mailbox.drain();
        assertThat(rig.budget().openBytes()).isPositive();

        rig.advance(LINGER.dividedBy(2));
        mailbox.drain();
        assertThat(rig.budget().openBytes()).isZero();
    }

    @Test
    void sealedChangesAreNotWatchedAnyMore() throws Exception {
        for (int i = 0; i < 100; i++) {
            writer.append(0, new byte[10]);
            writer.nextSequenceNumber();
        }
        int callsOfUploads = rig.clock().pendingCalls();
        writer.append(0, new byte[10]);

        assertThat(rig.clock().pendingCalls()).isEqualTo(callsOfUploads + 1);
        assertThat(callsOfUploads).isLessThan(100);
    }

    @Test
    void nothingHappensAfterTheTaskHasEnded() throws Exception {
        writer.append(0, new byte[10]);
        writer.close();
        mailbox.closed = true;
        rig.advance(LINGER);

        assertThat(mailbox.mails).isEmpty();
    }
}
