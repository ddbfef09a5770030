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
package io.flinkgic.examples;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JobOptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate 5                          | WordCount: --output is missing",
                "--output                          | WordCount: --output needs a value",
                "--output out --rate fast          | WordCount: --rate must be a whole number, not 'fast'",
                "--output out --rate -1            | WordCount: --rate must be at least 0, not -1",
                "--output out --keys 0             | WordCount: --keys must be at least 1, not 0",
                "--output out --keys 3000000000    | WordCount: --keys must be at most 2147483647",
                "--output out --word-bytes 5       | WordCount: --word-bytes must be at least 13, not 5",
                "--output out --splits 0           | WordCount: --splits must be at least 1, not 0",
                "--output out --records 0          | WordCount: --records must be at least 1, not 0",
                "--output out --key 5              | WordCount: --key is unknown",
            })
    void wrongOptionIsNamedWithItsJob(String arguments, String message) {
        assertThatThrownBy(() -> WordCount.define(environment(), arguments.split(" +")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--size 10 --slide 3               | SlidingWindow: --size 10 is not a multiple of --slide 3",
                "--rate 0                          | SlidingWindow: --event-rate must be at least 1",
                "--slide 0                         | SlidingWindow: --slide must be at least 1",
                "--input text                      | SlidingWindow: --input is unknown",
            })
    void wrongWindowOptionIsNamedWithItsJob(String arguments, String message) {
        String[] args = ("--output out " + arguments).split(" +");

        assertThatThrownBy(() -> SlidingWindow.define(environment(), args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--gap-ms 0                        | Sessions: --gap-ms must be at least 1",
                "--ttl-ms 0                        | Sessions: --ttl-ms must be at least 1",
                "--step-ms 0                       | Sessions: --step-ms must be at least 1",
                "--size 10                         | Sessions: --size is unknown",
            })
    void wrongSessionOptionIsNamedWithItsJob(String arguments, String message) {
        String[] args = ("--output out " + arguments).split(" +");

        assertThatThrownBy(() -> Sessions.define(environment(), args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--orders 0                        | TopOrders: --orders must be at least 1",
                "--places 0                        | TopOrders: --places must be at least 1",
                "--progress                        | TopOrders: --progress needs a value",
                "--keys 10                         | TopOrders: --keys is unknown",
            })
    void wrongTableOptionIsNamedWithItsJob(String arguments, String message) {
        String[] args = ("--output out " + arguments).split(" +");

        assertThatThrownBy(() -> TopOrders.define(environment(), args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void argumentThatIsNoOptionIsRefused() {
        assertThatThrownBy(() -> JobOptions.of("WordCount", "output"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("WordCount: ");
    }

    @Test
    void optionThatWasNotGivenHasItsDefault() {
        assertThat(JobOptions.of("WordCount").atLeast(1, "rate", 17)).isEqualTo(17);
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment();
    }
}
