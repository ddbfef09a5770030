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

/**
 * Words of a fixed length out of a fixed vocabulary, drawn evenly by seed and index.
 *
 * <p>A word is built when it is asked for: nothing grows with the size of the vocabulary.
 */
public final class SeededWords implements WordSequence {

    private static final long serialVersionUID = 1L;

    private static final int LETTERS = 26;

    /** How many letters one mixed number yields: 26^13 is less than 2^63. */
    private static final int LETTERS_PER_MIX = 13;

    /** Fewer letters would make two words of the vocabulary equal. */
    public static final int MIN_WORD_BYTES = LETTERS_PER_MIX;

    private final long seed;
    private final int vocabularySize;
    private final int wordBytes;

    /**
     * @param seed two sequences of the same seed and sizes are equal
     * @param vocabularySize number of distinct words
     * @param wordBytes length of each word, at least {@link #MIN_WORD_BYTES}
     */
    public SeededWords(long seed, int vocabularySize, int wordBytes) {
        if (vocabularySize < 1) {
            throw new IllegalArgumentException(
                    "the vocabulary needs at least one word, not " + vocabularySize);
        }
        if (wordBytes < MIN_WORD_BYTES) {
            throw new IllegalArgumentException(
                    "a word needs at least " + MIN_WORD_BYTES + " bytes, not " + wordBytes);
        }
        this.seed = seed;
        this.vocabularySize = vocabularySize;
        this.wordBytes = wordBytes;
    }

    @Override
    public String wordAt(long index) {
        return spell(new Mixer(seed).mixBelow(index, vocabularySize));
    }

    private String spell(long wordNumber) {
        Mixer letters = new Mixer(seed).derive(wordNumber);
        StringBuilder word = new StringBuilder(wordBytes);
        for (long block = 0; word.length() < wordBytes; block++) {
            long rest = letters.mix(block) >>> 1;
            for (int i = 0; i < LETTERS_PER_MIX && word.length() < wordBytes; i++) {
                word.append((char) ('a' + rest % LETTERS));
                rest /= LETTERS;
            }
        }
        return word.toString();
    }
}
