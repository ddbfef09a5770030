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
package io.flinkgic.examples.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowFormatTest {

    @Test
    void countRowIsReadAsItWasWritten() {
        CountRow row = CountRow.parse(new CountRow(281474976710661L, "log", 12, 1).format());

        assertThat(row.index()).isEqualTo(281474976710661L);
        assertThat(row.word()).isEqualTo("log");
        assertThat(row.count()).isEqualTo(12);
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.format()).isEqualTo("281474976710661,log,12,1");
    }

    @Test
    void windowRowIsReadAsItWasWritten() {
        WindowRow row = new WindowRow(-9000, 17, 3, -5);

        assertThat(WindowRow.parse(row.format())).isEqualTo(row);
        assertThat(row.format()).isEqualTo("-9000,17,3,-5");
    }

    @Test
    void progressRowIsReadAsItWasWritten() {
        ProgressRow row = ProgressRow.parse(new ProgressRow(1, 281474976710661L, 2, 7).format());

        assertThat(row.split()).isEqualTo(1);
        assertThat(row.read()).isEqualTo(281474976710661L);
        assertThat(row.attempt()).isEqualTo(2);
        assertThat(row.readInAttempt()).isEqualTo(7);
        assertThat(row.format()).isEqualTo("1,281474976710661,2,7");
    }

    @Test
    void sessionRowIsReadAsItWasWritten() {
        SessionRow.Session session = new SessionRow.Session(5, 1000, 1700, 3, -9);
        SessionRow row =
                SessionRow.parse(
                        new SessionRow(session, new SessionRow.Memory(4, -8, 3, 20, 21)).format());

        assertThat(row.session()).isEqualTo(session);
        assertThat(row.memory().visit()).isEqualTo(4);
        assertThat(row.memory().digest()).isEqualTo(-8);
        assertThat(row.memory().recalled()).isEqualTo(3);
        assertThat(row.memory().youngestMs()).isEqualTo(20);
        assertThat(row.memory().oldestMs()).isEqualTo(21);
        assertThat(row.format()).isEqualTo("5,1000,1700,3,-9,4,-8,3,20,21");
    }

    @Test
    void orderRowIsReadAsItWasWritten() {
        OrderRow.PlacedOrder order =
                new OrderRow.PlacedOrder(7, 1, new OrderRow.OrderVersion(12, 99, 3), 5);

        assertThat(OrderRow.parse("+U,7,1,12,99,3,5").order()).isEqualTo(order);
        assertThat(OrderRow.parse("+I,7,1,12,99,3,5").adds()).isTrue();
        assertThat(OrderRow.parse("-D,7,1,12,99,3,5").adds()).isFalse();
        assertThat(new OrderRow("-U", order).format()).isEqualTo("-U,7,1,12,99,3,5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2,3", "1,2,x,4", "3000000000,2,3,4"})
    void brokenProgressRowIsQuotedInTheError(String line) {
        assertThatThrownBy(() -> ProgressRow.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5,1000,1700,3,-9,4,-8,3,20", "5,1000,1700,3,-9,4,-8,3,20,x"})
    void brokenSessionRowIsQuotedInTheError(String line) {
        assertThatThrownBy(() -> SessionRow.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+X,7,1,12,99,3,5", "-I,7,1,12,99,3,5", "+I,7,1,12,99,3"})
    void brokenOrderRowIsQuotedInTheError(String line) {
        assertThatThrownBy(() -> OrderRow.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,log,2", "x,log,2,0", "1,log,2,0,0", "1,log,2,"})
    void brokenCountRowIsQuotedInTheError(String line) {
        assertThatThrownBy(() -> CountRow.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2,3", "1,2,x,4"})
    void brokenWindowRowIsQuotedInTheError(String line) {
        assertThatThrownBy(() -> WindowRow.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": " + line);
    }
}
