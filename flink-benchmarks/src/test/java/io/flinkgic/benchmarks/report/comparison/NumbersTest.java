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
package io.flinkgic.benchmarks.report.comparison;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTest {

    @Test
    void threeDigitsAtLeastTellSomething() {
        assertThat(Numbers.text(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Numbers.text(99.96)).isEqualTo("100.0");
        assertThat(Numbers.text(12.345)).isEqualTo("12.3");
        assertThat(Numbers.text(-1.235)).isEqualTo("−1.24");
        assertThat(Numbers.text(0.012345)).isEqualTo("0.0123");
        assertThat(Numbers.text(0.00000012345)).isEqualTo("1.23e−07");
        assertThat(Numbers.text(0)).isEqualTo("0");
    }

    @Test
    void halvesOfWhatIsCountedAreShown() {
        assertThat(Numbers.whole(7)).isEqualTo("7");
        assertThat(Numbers.whole(7.5)).isEqualTo("7.5");
    }

    @Test
    void percentagesHaveASign() {
        assertThat(Numbers.percent(-89.66)).isEqualTo("−89.7 %");
        assertThat(Numbers.percent(3)).isEqualTo("+3.0 %");
        assertThat(Numbers.percent(1_234.5)).isEqualTo("+1,235 %");
        assertThat(Numbers.percent(-0.04)).isEqualTo("0.0 %");
    }
}
