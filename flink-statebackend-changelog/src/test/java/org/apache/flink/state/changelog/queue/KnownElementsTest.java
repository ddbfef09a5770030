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
package org.apache.flink.state.changelog.queue;

import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.state.changelog.PrintedSeed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known is there; most of what was added lately is known. */
class KnownElementsTest {

    @RegisterExtension private final PrintedSeed seed = new PrintedSeed();
    private boolean stable = true;
    private final KnownElements known = new KnownElements(() -> stable);

    @Test
    void whatIsKnownWasAddedAndNotRemovedSince() throws IOException {
        Random random = new Random(seed.value());
        Set<Integer> there = new HashSet<>();
        int hits = 0;
        for (int i = 0; i < 200_000; i++) {
            int number = random.nextInt(5_000);
            DataOutputSerializer element = element(number, 1 + number % 8);
            if (known.contains(element)) {
                hits++;
                assertThat(there.contains(number)).as("step %s", i).isTrue();
            }
            if (random.nextInt(4) == 0) {
                known.remove(element);
                there.remove(number);
            } else {
                known.add(element);
                there.add(number);
            }
        }
        assertThat(hits).isGreaterThan(100_000);
    }

    @Test
    void elementsOfEveryLengthThatFitsAreToldApart() throws IOException {
        List<DataOutputSerializer> elements = new ArrayList<>();
        for (int bytes = 0; KnownElements.mayKnow(zeros(bytes)); bytes++) {
            elements.add(zeros(bytes));
        }
        assertThat(elements).hasSize(64);
        for (DataOutputSerializer element : elements) {
            assertThat(known.contains(element)).isFalse();
            known.add(element);
            assertThat(known.contains(element)).isTrue();
            known.remove(element);
        }
    }

    @Test
    void elementThatIsReadAsOtherBytesIsNotKnown() throws IOException {
        stable = false;
        known.add(element(1, 4));
        assertThat(known.contains(element(1, 4))).isFalse();
        stable = true;
        assertThat(known.contains(element(1, 4))).as("it was forgotten").isFalse();
    }

    @Test
    void elementThatIsTooLongIsNeverKnown() throws IOException {
        known.add(element(1, 4));

        assertThat(known.contains(zeros(64))).isFalse();
        known.remove(zeros(64));
        assertThat(known.contains(element(1, 4))).isTrue();
    }

    /** As many as the timers of 1,000 keys in ten windows each. */
    @Test
    void tenThousandElementsAreMostlyKnown() throws IOException {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 10_000; i++) {
                known.add(element(i, 32));
            }
        }
        int hits = 0;
        for (int i = 0; i < 10_000; i++) {
            hits += known.contains(element(i, 32)) ? 1 : 0;
        }
        assertThat(hits).isGreaterThan(8_000);
    }

    private static DataOutputSerializer zeros(int bytes) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        out.write(new byte[bytes]);
        return out;
    }

    private static DataOutputSerializer element(int number, int bytes) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        byte[] padding = new byte[Math.max(0, bytes - Integer.BYTES)];
        out.write(padding);
        out.writeInt(number);
        return out;
    }
}
