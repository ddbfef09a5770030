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

/** A change of a figure from one variant to another that the design document reports. Immutable. */
public final class DocumentedChange {

    private final String subject;
    private final String figure;
    private final VariantPair variants;
    private final double percent;
    private final String text;

    /**
     * @param percent how much more the compared variant has in the document; negative for less
     * @param text where the document says so, and of what
     */
    public DocumentedChange(
            String subject, String figure, VariantPair variants, double percent, String text) {
        if (!Double.isFinite(percent)) {
            throw new IllegalArgumentException(figure + " changes by " + percent);
        }
        this.subject = subject;
        this.figure = figure;
        this.variants = variants;
        this.percent = percent;
        this.text = text;
    }

    String subject() {
        return subject;
    }

    String figure() {
        return figure;
    }

    VariantPair variants() {
        return variants;
    }

    double percent() {
        return percent;
    }

    String text() {
        return text;
    }
}
