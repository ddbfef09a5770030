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
package io.flinkgic.benchmarks.report.files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MarkdownTest {

    @Test
    void markupIsText() {
        assertThat(Markdown.escaped("<script>*a* `b` [c](d) | e ~f~ #2 \\ & g"))
                .isEqualTo(
                        "&lt;script&gt;\\*a\\* \\`b\\` \\[c\\](d) \\| e \\~f\\~ \\#2 \\\\ &amp; g");
    }

    @Test
    void onlyAnUnderscoreAtTheEdgeOfAWordIsMarkup() {
        assertThat(Markdown.escaped("WORD_COUNT _x_")).isEqualTo("WORD_COUNT \\_x\\_");
    }

    @Test
    void whatWouldBeginAListIsText() {
        assertThat(Markdown.escaped("- off")).isEqualTo("\\- off");
        assertThat(Markdown.escaped("-1.5")).isEqualTo("-1.5");
        assertThat(Markdown.escaped("1. off")).isEqualTo("1\\. off");
        assertThat(Markdown.escaped("1.5")).isEqualTo("1.5");
    }

    @Test
    void severalLinesBecomeOne() {
        assertThat(Markdown.escaped("one\n\n  two")).isEqualTo("one two");
    }
}
