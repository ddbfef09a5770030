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
package org.apache.flink.changelog.source;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class LocalFirstSourceTest {

    private final Source copy = new Source((byte) 1);
    private final Source remote = new Source((byte) 2);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private Runnable onOpening = () -> {};
    private final LocalFirstSource source =
            new LocalFirstSource(
                    copy,
                    () -> {
                        opened.incrementAndGet();
                        onOpening.run();
                        return remote;
                    },
                    dropped::incrementAndGet);

    @Test
    void copyThatIsFineIsAllThatIsRead() throws IOException {
        assertThat(read()).isEqualTo((byte) 1);
        source.close();

        assertThat(opened).hasValue(0);
        assertThat(dropped).hasValue(0);
        assertThat(copy.closed).isTrue();
    }

    @Test
    void copyThatFailsInTheMiddleIsDroppedAndNeverReadAgain() throws IOException {
        assertThat(read()).isEqualTo((byte) 1);
        copy.broken = true;
        assertThat(read()).isEqualTo((byte) 2);
        copy.broken = false;
        assertThat(read()).isEqualTo((byte) 2);
        source.close();

        assertThat(opened).hasValue(1);
        assertThat(dropped).hasValue(1);
        assertThat(remote.closed).isTrue();
    }

    @Test
    void resourceThatIsOpenedWhileAnotherThreadClosesIsClosed() {
        copy.broken = true;
        onOpening =
                () -> {
                    try {
                        source.close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };

        assertThatThrownBy(this::read).hasMessage("broken 1");
        assertThat(remote.closed).isTrue();
    }

    @Test
    void failureOfBothIsThatOfTheResource() {
        copy.broken = true;
        remote.broken = true;

        assertThatThrownBy(this::read).hasMessage("broken 2");
    }

    @Test
    void readThatAClosingEndsIsNoReasonToReadRemotely() throws IOException {
        source.close();
        copy.broken = true;

        assertThatThrownBy(this::read).hasMessage("broken 1");
        assertThat(opened).hasValue(0);
        assertThat(dropped).hasValue(0);
    }

    private byte read() throws IOException {
        byte[] into = new byte[1];
        source.read(0, into, 0, 1);
        return into[0];
    }

    private static final class Source implements SegmentSource {

        private final byte content;
        private boolean broken;
        private boolean closed;

        Source(byte content) {
            this.content = content;
        }

        @Override
        public String resource() {
            return "resource";
        }

        @Override
        public OptionalLong sizeBytes() {
            return OptionalLong.empty();
        }

        @Override
        public void read(long position, byte[] into, int off, int len) throws IOException {
            if (broken) {
                throw new IOException("broken " + content);
            }
            into[off] = content;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
