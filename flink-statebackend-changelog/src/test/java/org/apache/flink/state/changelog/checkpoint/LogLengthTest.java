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
package org.apache.flink.state.changelog.checkpoint;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LogLengthTest {

    private final LogLength length = new LogLength(7);

    @Test
    void beforeTheFirstCheckpointItIsTheRestoredLog() {
        assertThat(length.bytes()).isEqualTo(7);
    }

    @Test
    void aCheckpointThatIsStoredLateDoesNotReplaceAYoungerOne() {
        List<Long> seen = new ArrayList<>();
        length.whenItGrows(() -> seen.add(length.bytes()));
        length.set(4, 40);
        length.set(3, 1_000);
        length.set(5, 50);
        assertThat(seen).containsExactly(40L, 50L);
    }
}
