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
package io.flinkgic.benchmarks.runs;

import java.util.Map;

/** What the values of this package ask of their parts. */
final class Words {

    private Words() {}

    static String name(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a name is missing");
        }
        return text;
    }

    static String unit(String text) {
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException("blanks around the unit '" + text + "'");
        }
        return text;
    }

    static double number(double value, String of) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(of + " is no number: " + value);
        }
        return value;
    }

    static <V> void putOnce(Map<String, V> map, String name, V value) {
        if (map.putIfAbsent(name(name), value) != null) {
            throw new IllegalArgumentException("there are two of " + name);
        }
    }
}
