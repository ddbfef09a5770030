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
package io.flinkgic.tests.rules;

import org.apache.flink.util.InstantiationUtil;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.io.ObjectInputStream;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The layering of docs/architecture.md: dependencies point downwards, and packages form no cycle.
 */
@AnalyzeClasses(
        packages = {
            "org.apache.flink.changelog",
            "org.apache.flink.state.changelog",
            "org.apache.flink.runtime.state.changelog.spi",
            "org.apache.flink.runtime.changelog",
            "io.flinkgic"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule packagesOfTheLogFormNoCycle =
            slices().matching("org.apache.flink.changelog.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheBackendFormNoCycle =
            slices().matching("org.apache.flink.state.changelog.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheJobManagerFormNoCycle =
            slices().matching("org.apache.flink.runtime.changelog.(*)..").should().beFreeOfCycles();

    /** What they read may have been written by anybody. */
    @ArchTest
    static final ArchRule noClassOfOursReadsJavaObjects =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog..",
                            "org.apache.flink.state.changelog..",
                            "org.apache.flink.runtime.changelog..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(ObjectInputStream.class)
                    .orShould()
                    .callMethodWhere(
                            target(owner(equivalentTo(InstantiationUtil.class)))
                                    .and(target(nameMatching("deserialize.*|readObject.*"))));

    @ArchTest
    static final ArchRule theCoordinatorKnowsNoneOfItsListeners =
            noClasses()
                    .that()
                    .resideInAPackage("org.apache.flink.runtime.changelog")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.runtime.changelog.*..");

    @ArchTest
    static final ArchRule theLogKnowsNoBackend =
            noClasses()
                    .that()
                    .resideInAPackage("org.apache.flink.changelog..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.state.changelog..");

    @ArchTest
    static final ArchRule theBackendSeesOnlyTheDoorsOfTheLog =
            noClasses()
                    .that()
                    .resideInAPackage("org.apache.flink.state.changelog..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog.fs..",
                            "org.apache.flink.changelog.store..",
                            "org.apache.flink.changelog.upload..",
                            "org.apache.flink.changelog.segment..",
                            "org.apache.flink.changelog.format..",
                            "org.apache.flink.changelog.local..",
                            "org.apache.flink.changelog.budget..",
                            "org.apache.flink.changelog.retry..",
                            "org.apache.flink.changelog.timer..",
                            "org.apache.flink.changelog.ownership..");

    @ArchTest
    static final ArchRule theCoreKnowsNoMedium =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog.segment..",
                            "org.apache.flink.changelog.format..",
                            "org.apache.flink.changelog.reader..",
                            "org.apache.flink.changelog.source..",
                            "org.apache.flink.changelog.store..",
                            "org.apache.flink.changelog.upload..",
                            "org.apache.flink.changelog.writer..",
                            "org.apache.flink.changelog.ownership..",
                            "org.apache.flink.changelog.local..",
                            "org.apache.flink.changelog.budget..",
                            "org.apache.flink.changelog.retry..",
                            "org.apache.flink.changelog.timer..",
                            "org.apache.flink.changelog.storage..",
                            "org.apache.flink.changelog.metrics..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.flink.changelog.fs..");

    @ArchTest
    static final ArchRule theFormatKnowsNoUpload =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog.segment..",
                            "org.apache.flink.changelog.format..",
                            "org.apache.flink.changelog.reader..",
                            "org.apache.flink.changelog.source..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog.store..",
                            "org.apache.flink.changelog.upload..",
                            "org.apache.flink.changelog.writer..");

    @ArchTest
    static final ArchRule storesDecideNoRetry =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.apache.flink.changelog.store..", "org.apache.flink.changelog.fs..")
                    .should()
                    .dependOnClassesThat()
                    .haveSimpleNameStartingWith("RetryLoop");

    @ArchTest
    static final ArchRule productCodeUsesNothingOfTheTestkit =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.apache.flink.changelog.testkit..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink.changelog.testkit..");
}
