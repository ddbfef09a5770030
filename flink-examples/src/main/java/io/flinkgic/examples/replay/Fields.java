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

/** The fields of a line, whose errors name the kind of row and quote the line. */
final class Fields {

    private final String names;
    private final String line;
    private final String[] values;

    private Fields(String names, String line, String[] values) {
        this.names = names;
        this.line = line;
        this.values = values;
    }

    /**
     * @param names of the fields, separated by commas
     * @throws IllegalArgumentException if the line has another number of fields
     */
    static Fields of(String names, String line) {
        String[] values = line.split(",", -1);
        if (values.length != names.split(",", -1).length) {
            throw new IllegalArgumentException("not a row " + names + ": " + line);
        }
        return new Fields(names, line, values);
    }

    String textAt(int place) {
        return values[place];
    }

    int intAt(int place) {
        try {
            return Integer.parseInt(values[place]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a row " + names + ": " + line, e);
        }
    }

    long longAt(int place) {
        try {
            return Long.parseLong(values[place]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a row " + names + ": " + line, e);
        }
    }

    /** For a field whose text is not one of those that it may have. */
    IllegalArgumentException error() {
        return new IllegalArgumentException("not a row " + names + ": " + line);
    }
}
