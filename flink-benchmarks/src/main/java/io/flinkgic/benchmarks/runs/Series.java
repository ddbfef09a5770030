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

import java.util.List;

/** How something went on during a run: its points, none before its predecessor. Immutable. */
public final class Series {

    private final String name;
    private final String unit;
    private final List<Point> points;

    Series(String name, String unit, List<Point> points) {
        this.name = Words.name(name);
        this.unit = Words.unit(unit);
        this.points = List.copyOf(points);
        for (int i = 1; i < points.size(); i++) {
            double before = points.get(i - 1).second();
            if (points.get(i).second() < before) {
                throw new IllegalArgumentException(
                        name
                                + ": second "
                                + points.get(i).second()
                                + " comes after second "
                                + before);
            }
        }
    }

    public String name() {
        return name;
    }

    /** Of the values; empty for what has none. */
    public String unit() {
        return unit;
    }

    /** At least one. */
    public List<Point> points() {
        return points;
    }
}
