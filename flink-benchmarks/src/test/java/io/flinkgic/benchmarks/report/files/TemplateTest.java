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

import com.github.mustachejava.MustacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TemplateTest {

    @TempDir private Path folder;

    @Test
    void aNameThatIsMissingIsAnError() {
        for (Template template : Template.values()) {
            assertThatThrownBy(() -> template.write(folder.resolve("file"), "has no title"))
                    .isInstanceOf(MustacheException.class)
                    .hasStackTraceContaining("nothing is called title");
        }
    }

    @Test
    void theLibraryOfThePlotsEndsNoElementOfThePage() {
        PageParts parts = new PageParts();

        assertThat(parts.plotLicense()).contains("MIT").doesNotContain("--");
        for (String script : new String[] {parts.plotScript(), parts.script()}) {
            assertThat(script).doesNotContain("</script").doesNotContain("<!--");
        }
        for (String styles : new String[] {parts.plotStyles(), parts.styles()}) {
            assertThat(styles).isNotEmpty().doesNotContain("</style").doesNotContain("url(");
        }
    }
}
