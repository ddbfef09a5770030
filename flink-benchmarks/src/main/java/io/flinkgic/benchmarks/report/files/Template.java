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

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.MustacheFactory;
import com.github.mustachejava.reflect.Guard;
import com.github.mustachejava.reflect.MissingWrapper;
import com.github.mustachejava.reflect.ReflectionObjectHandler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The templates of a report. A name that what is shown does not have is an error, not an empty
 * text.
 */
public enum Template {
    /** In Markdown as GitHub reads it. */
    SUMMARY("summary.md.mustache") {
        @Override
        MustacheFactory factory() {
            return new MarkdownFactory();
        }
    },

    /** One page of HTML with all that it needs. */
    PAGE("page.html.mustache") {
        @Override
        MustacheFactory factory() {
            return new HtmlFactory();
        }
    };

    /** On the class path. */
    static final String FOLDER = "report";

    private final String resource;

    Template(String resource) {
        this.resource = resource;
    }

    /** Escapes values for the language of the template. */
    abstract MustacheFactory factory();

    /**
     * Replaces the file.
     *
     * @param shown its methods are called by the names in the template, private ones excepted
     */
    public void write(Path file, Object shown) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            factory().compile(resource).execute(writer, List.of(new PageParts(), shown)).flush();
        }
    }

    /** The engine's own escaping is that of HTML; it is right within quoted attributes, too. */
    private static class HtmlFactory extends DefaultMustacheFactory {

        HtmlFactory() {
            super(FOLDER);
            setObjectHandler(new StrictNames());
        }
    }

    /** Escapes what would be markup. */
    private static final class MarkdownFactory extends HtmlFactory {

        @Override
        public void encode(String value, Writer writer) {
            try {
                writer.write(Markdown.escaped(value));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class StrictNames extends ReflectionObjectHandler {

        @Override
        protected MissingWrapper createMissingWrapper(String name, List<Guard> guards) {
            throw new MustacheException("nothing is called " + name);
        }
    }
}
