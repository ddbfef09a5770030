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

import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as they are read: three digits at least that tell something, thousands grouped. */
final class Numbers {

    private static final int DIGITS = 3;
    private static final int MOST_DECIMALS = 6;
    private static final char MINUS = '\u2212';

    private Numbers() {}

    static String text(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= 100) {
            return text(value, 0);
        }
        int leading = (int) Math.floor(Math.log10(size));
        int decimals = DIGITS - 1 - leading;
        return decimals > MOST_DECIMALS
                ? String.format(Locale.ROOT, "%.2e", value).replace('-', MINUS)
                : text(value, decimals);
    }

    /** Of what is counted: without decimals, but for half of one. */
    static String whole(double value) {
        return text(value, isWhole(value) ? 0 : 1);
    }

    static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    /** With its sign. */
    static String percent(double value) {
        String text = text(value, Math.abs(value) < 1_000 ? 1 : 0);
        return (value > 0 ? "+" : "") + text + " %";
    }

    private static String text(double value, int decimals) {
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setMinusSign(MINUS);
        DecimalFormat format = new DecimalFormat("#,##0", symbols);
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        String text = format.format(value);
        return text.chars().anyMatch(digit -> digit >= '1' && digit <= '9')
                ? text
                : text.replace(String.valueOf(MINUS), "");
    }
}
