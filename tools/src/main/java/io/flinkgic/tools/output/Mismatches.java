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
package io.flinkgic.tools.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts mismatches and keeps the first of them as text: a broken output may have millions. */
final class Mismatches {

    private static final int KEPT = 10;

    private final List<String> first = new ArrayList<>();
    private long total;

    void add(String mismatch) {
        total++;
        if (first.size() < KEPT) {
            first.add(mismatch);
        }
    }

    long total() {
        return total;
    }

    List<String> first() {
        return Collections.unmodifiableList(first);
    }
}
