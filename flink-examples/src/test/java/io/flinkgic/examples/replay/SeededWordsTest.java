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

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeededWordsTest {

    @Test
    void sameSeedGivesTheSameWordAtEachIndex() {
        WordSequence one = new SeededWords(7, 50, 200);
        WordSequence other = new SeededWords(7, 50, 200);

        assertThat(words(one, 1000)).isEqualTo(words(other, 1000));
        assertThat(one.wordAt(1L << 48)).isEqualTo(other.wordAt(1L << 48));
    }

    @Test
    void anotherSeedGivesOtherWords() {
        assertThat(words(new SeededWords(7, 50, 200), 1000))
                .doesNotContainAnyElementsOf(words(new SeededWords(8, 50, 200), 1000));
    }

    @Test
    void allWordsOfTheVocabularyAppearAndNoOthers() {
        assertThat(words(new SeededWords(7, 50, 200), 2000)).hasSize(50);
    }

    @Test
    void eachWordHasTheWantedLength() {
        assertThat(words(new SeededWords(7, 50, 37), 1000))
                .allSatisfy(word -> assertThat(word).matches("[a-z]{37}"));
    }

    @Test
    void wordsTooShortToDifferAreRefused() {
        assertThatThrownBy(() -> new SeededWords(7, 50, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 bytes, not 12");
    }

    private static Set<String> words(WordSequence sequence, long number) {
        return LongStream.range(0, number).mapToObj(sequence::wordAt).collect(Collectors.toSet());
    }
}
