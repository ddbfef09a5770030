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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of runs as JSON. A point is an array of its second and its value. */
final class RunRecordFormat {

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private RunRecordFormat() {}

    static void write(RunRecord run, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(fileName(run) + ".json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(encode(run)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
    }

    static String fileName(RunRecord run) {
        return String.join(
                "-",
                fileSafe(run.experiment()),
                fileSafe(run.subject()),
                fileSafe(run.variant()),
                String.valueOf(run.round()));
    }

    private static String fileSafe(String name) {
        return name.replaceAll("[^A-Za-z0-9_]+", "_");
    }

    private static ObjectNode encode(RunRecord run) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("experiment", run.experiment());
        root.put("subject", run.subject());
        root.put("variant", run.variant());
        root.put("round", run.round());
        ArrayNode flaws = root.putArray("flaws");
        run.flaws().forEach(flaws::add);
        ObjectNode environment = root.putObject("environment");
        run.environment().forEach(environment::put);
        ObjectNode configuration = root.putObject("configuration");
        run.configuration().forEach(configuration::put);
        ArrayNode figures = root.putArray("figures");
        for (Figure figure : run.figures()) {
            figures.addObject()
                    .put("name", figure.name())
                    .put("unit", figure.unit())
                    .put("value", figure.value());
        }
        ArrayNode series = root.putArray("series");
        for (Series one : run.series()) {
            ArrayNode points =
                    series.addObject()
                            .put("name", one.name())
                            .put("unit", one.unit())
                            .putArray("points");
            one.points().forEach(point -> points.addArray().add(point.second()).add(point.value()));
        }
        return root;
    }

    static RunRecord read(Path file) throws IOException {
        try {
            return decode(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + " is no record of a run: " + e.getMessage(), e);
        }
    }

    private static RunRecord decode(JsonNode root) {
        int version = number(root, "version").intValue();
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + ", not " + VERSION);
        }
        RunRecord.Builder run =
                new RunRecord.Builder(
                        text(root, "experiment"),
                        text(root, "subject"),
                        text(root, "variant"),
                        number(root, "round").intValue());
        root.required("flaws").forEach(flaw -> run.flaw(flaw.asText()));
        root.required("environment")
                .properties()
                .forEach(entry -> run.environment(entry.getKey(), entry.getValue().asText()));
        Map<String, String> configuration = new LinkedHashMap<>();
        root.required("configuration")
                .properties()
                .forEach(entry -> configuration.put(entry.getKey(), entry.getValue().asText()));
        run.configuration(configuration);
        for (JsonNode figure : root.required("figures")) {
            run.figure(
                    text(figure, "name"),
                    text(figure, "unit"),
                    number(figure, "value").doubleValue());
        }
        for (JsonNode series : root.required("series")) {
            String name = text(series, "name");
            String unit = text(series, "unit");
            for (JsonNode point : series.required("points")) {
                run.point(
                        name,
                        unit,
                        number(point.required(0)).doubleValue(),
                        number(point.required(1)).doubleValue());
            }
        }
        return run.build();
    }

    private static String text(JsonNode parent, String name) {
        JsonNode node = parent.required(name);
        if (!node.isTextual()) {
            throw new IllegalArgumentException(name + " is no text: " + node);
        }
        return node.textValue();
    }

    private static JsonNode number(JsonNode parent, String name) {
        return number(parent.required(name));
    }

    private static JsonNode number(JsonNode node) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException("no number: " + node);
        }
        return node;
    }
}
