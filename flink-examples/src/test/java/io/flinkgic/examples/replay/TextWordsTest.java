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
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextWordsTest {

    @Test
    void wordsComeInTheTextsOrderWithoutPunctuationAndInLowerCase() {
        TextWords words = TextWords.ofText("To be, or not:\n\"to BE\" (2 Äpfel)!");

        assertThat(words.length()).isEqualTo(8);
        assertThat(first(words, 8)).isEqualTo("to be or not to be 2 äpfel");
    }

    @Test
    void theTextBeginsAgainAfterItsEnd() {
        assertThat(first(TextWords.ofText("one two three"), 7))
                .isEqualTo("one two three one two three one");
    }

    @Test
    void textWithoutWordsIsRefused() {
        assertThatThrownBy(() -> TextWords.ofText("... !"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> TextWords.ofFile(Path.of("no-such.txt")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such.txt");
    }

    @Test
    void fileThatIsNotUtf8IsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("latin.txt"), new byte[] {'a', (byte) 0xE4, 'b'});

        assertThatThrownBy(() -> TextWords.ofFile(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("latin.txt is not UTF-8");
    }

    private static String first(TextWords words, long number) {
        return LongStream.range(0, number).mapToObj(words::wordAt).collect(Collectors.joining(" "));
    }
}
