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

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The words of a text in their order, from its beginning again after its end.
 *
 * <p>A word is a run of letters and digits, in lower case. The text travels with the job: only the
 * client needs the file, and a restart cannot meet a changed one.
 */
public final class TextWords implements WordSequence {

    private static final long serialVersionUID = 1L;

    /** A job graph is no place for more than this. */
    static final long MAX_FILE_BYTES = 16L * 1024 * 1024;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{Nd}]+");

    private final String[] vocabulary;

    /** For each word of the text its place in the vocabulary. */
    private final int[] places;

    private TextWords(String[] vocabulary, int[] places) {
        this.vocabulary = vocabulary;
        this.places = places;
    }

    /**
     * The words of a UTF-8 file.
     *
     * @throws IOException if the file cannot be read, is too large, is not UTF-8 or has no word;
     *     the message names it
     */
    public static TextWords ofFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no such text file: " + file.toAbsolutePath());
        }
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES) {
            throw new IOException(
                    "text file "
                            + file
                            + " has "
                            + size
                            + " bytes, the limit is "
                            + MAX_FILE_BYTES);
        }
        try {
            return ofText(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IOException("text file " + file + " is not UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("text file " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The words of a text.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static TextWords ofText(String text) {
        Map<String, Integer> placeOf = new HashMap<>();
        IntStream.Builder places = IntStream.builder();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            places.add(placeOf.computeIfAbsent(matcher.group(), word -> placeOf.size()));
        }
        if (placeOf.isEmpty()) {
            throw new IllegalArgumentException("no word in the text");
        }
        String[] vocabulary = new String[placeOf.size()];
        placeOf.forEach((word, place) -> vocabulary[place] = word);
        return new TextWords(vocabulary, places.build().toArray());
    }

    @Override
    public String wordAt(long index) {
        return vocabulary[places[(int) (index % places.length)]];
    }

    /** Number of words after which the text begins again. */
    public int length() {
        return places.length;
    }
}
