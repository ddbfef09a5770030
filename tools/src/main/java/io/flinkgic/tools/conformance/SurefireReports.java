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
package io.flinkgic.tools.conformance;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the reports that Surefire leaves, one file for each class. Stateless. */
final class SurefireReports {

    private SurefireReports() {}

    /**
     * The results in a folder of reports. They are counted one by one: the totals that a report
     * begins with are wrong for some kinds of parameterized tests.
     *
     * @throws IOException that names the file, if one cannot be read
     */
    static List<TestResult> in(Path folder) throws IOException {
        List<TestResult> results = new ArrayList<>();
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "TEST-*.xml")) {
            for (Path report : reports) {
                try (InputStream in = Files.newInputStream(report)) {
                    results.addAll(read(in));
                } catch (XMLStreamException e) {
                    throw new IOException("No report of Surefire: " + report, e);
                }
            }
        }
        return results;
    }

    private static List<TestResult> read(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        List<TestResult> results = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("testcase")) {
                results.add(test(xml));
            }
        }
        return results;
    }

    /** From the begin of an element to its end. */
    private static TestResult test(XMLStreamReader xml) throws XMLStreamException {
        String className = attribute(xml, "classname").orElse("?");
        String name = attribute(xml, "name").orElse("?");
        double seconds = Double.parseDouble(attribute(xml, "time").orElse("0").replace(",", ""));
        TestResult.Outcome outcome = TestResult.Outcome.PASSED;
        Optional<String> reason = Optional.empty();
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("testcase")) {
            if (xml.isStartElement()) {
                String element = xml.getLocalName();
                if (element.equals("failure") || element.equals("error")) {
                    outcome = TestResult.Outcome.FAILED;
                    reason = attribute(xml, "message");
                } else if (element.equals("skipped")) {
                    outcome = TestResult.Outcome.SKIPPED;
                    reason = attribute(xml, "message");
                }
            }
        }
        return new TestResult(className, name, seconds, outcome, reason);
    }

    private static Optional<String> attribute(XMLStreamReader xml, String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name));
    }
}
