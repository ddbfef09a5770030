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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page contains so that it need not load it. Called by the template. */
final class PageParts {

    private static final String WEB_JAR = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

    String styles() {
        return Stream.of("page.css", "tables.css", "plots.css")
                .map(name -> text(Template.FOLDER + "/" + name))
                .collect(Collectors.joining("\n"));
    }

    String script() {
        return text(Template.FOLDER + "/page.js");
    }

    String plotStyles() {
        return library("dist/uPlot.min.css");
    }

    String plotScript() {
        return library("dist/uPlot.iife.min.js");
    }

    String plotLicense() {
        return library("LICENSE");
    }

    String plotVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(WEB_JAR)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private String library(String name) {
        return text("META-INF/resources/webjars/uplot/" + plotVersion() + "/" + name);
    }

    private static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = PageParts.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is not on the class path");
        }
        return in;
    }
}
